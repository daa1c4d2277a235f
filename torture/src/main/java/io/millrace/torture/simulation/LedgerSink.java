package io.millrace.torture.simulation;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import java.util.ArrayList;
import java.util.List;

/** Writes lines to the {@link Ledger} in two phases. */
final class LedgerSink implements Sink<String> {
  private static final String NOTHING = "";

  private final World world;

  LedgerSink(World world) {
    this.world = world;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.TRANSACTIONAL;
  }

  @Override
  public SinkWriter<String> open(SinkContext context) {
    return new Writer(context.sinkId(), context.ownerEpoch());
  }

  private final class Writer implements SinkWriter<String>, TwoPhase<String> {
    private final String sink;
    private final long epoch;
    private final List<String> lines = new ArrayList<>();

    Writer(String sink, long epoch) {
      this.sink = sink;
      this.epoch = epoch;
    }

    @Override
    public void write(String value, long timeMs) {
      lines.add(value);
    }

    @Override
    public Codec<String> preparedCodec() {
      return Codecs.of(String.class);
    }

    @Override
    public String prepare(long checkpointId) {
      world.moment(Step.SINK_PREPARE);
      if (lines.isEmpty()) {
        return NOTHING;
      }
      String name = world.ledger().prepare(sink, lines);
      lines.clear();
      return name;
    }

    @Override
    public void commit(long checkpointId, String prepared) {
      world.moment(Step.SINK_COMMIT);
      complete(prepared);
      world.moment(Step.SINK_COMMITTED);
    }

    private void complete(String prepared) {
      if (!prepared.equals(NOTHING)) {
        world.ledger().commit(sink, epoch, prepared).forEach(world::emitted);
      }
    }

    @Override
    public void restore(List<Pending<String>> pending) {
      world.moment(Step.SINK_RESTORED);
      world.ledger().own(sink, epoch);
      pending.forEach(entry -> complete(entry.prepared()));
    }

    @Override
    public void close() {
      lines.clear();
    }
  }
}
