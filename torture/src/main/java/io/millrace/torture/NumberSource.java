package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.lang.reflect.Type;
import java.util.List;

/**
 * The numbers from 0, in one split.
 *
 * @param count how many there are now
 * @param ends whether these are all, or the source waits for more
 */
record NumberSource(long count, boolean ends) implements Source<Long> {
  @Override
  public Type type() {
    return Long.class;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    return List.of(new Split("all"));
  }

  @Override
  public SplitReader<Long> open(SplitPosition position, SourceContext context) {
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

  private final class Reader implements SplitReader<Long> {
    private final Split split;
    private long next;

    Reader(SplitPosition position) {
      split = position.split();
      next = position.offset();
    }

    @Override
    public Status poll(SplitSink<? super Long> sink, int limit) {
      for (int i = 0; i < limit && next < count; i++) {
        sink.event(next++);
      }
      if (next < count) {
        return Status.MORE;
      }
      return ends ? Status.END : Status.WAIT;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
