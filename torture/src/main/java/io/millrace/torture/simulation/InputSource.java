package io.millrace.torture.simulation;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.torture.Event;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.IntStream;

/** Gives an {@link Input}, in pieces that the world decides. */
final class InputSource implements Source<Event> {
  private static final long QUIET_MS = 150;

  private final Input input;
  private final World world;

  InputSource(Input input, World world) {
    this.input = input;
    this.world = world;
  }

  @Override
  public Type type() {
    return Event.class;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    return IntStream.range(0, input.splits().size())
        .mapToObj(split -> new Split(Integer.toString(split)))
        .toList();
  }

  @Override
  public SplitReader<Event> open(SplitPosition position, SourceContext context) {
    if (position.offset() > 0) {
      world.moment(Step.SOURCE_OPENED);
    }
    return new Reader(position);
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private final class Reader implements SplitReader<Event> {
    private final Split split;
    private final List<Event> events;
    private final int quietFrom;
    private int next;
    private long quietSinceMs = -1;
    private boolean quietOver;

    Reader(SplitPosition position) {
      this.split = position.split();
      int number = Integer.parseInt(split.id());
      this.events = input.splits().get(number);
      this.quietFrom = input.quietFrom()[number];
      this.next = Math.toIntExact(position.offset());
    }

    @Override
    public Status poll(SplitSink<? super Event> sink, int limit) {
      if (silent()) {
        return Status.WAIT;
      }
      int end = next < quietFrom ? Math.min(quietFrom, events.size()) : events.size();
      for (int i = world.choose(Math.min(limit, 12) + 1); i > 0 && next < end; i--) {
        sink.event(events.get(next++));
      }
      return next == events.size() && !silent() ? Status.END : Status.MORE;
    }

    /** True as long as it is in its silence. */
    private boolean silent() {
      if (next != quietFrom || quietOver) {
        return false;
      }
      long now = world.nowMs();
      if (quietSinceMs < 0) {
        quietSinceMs = now;
      }
      quietOver = now - quietSinceMs >= QUIET_MS;
      return !quietOver;
    }

    @Override
    public SplitPosition position() {
      world.snapshot(Step.SOURCE_SNAPSHOT);
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
