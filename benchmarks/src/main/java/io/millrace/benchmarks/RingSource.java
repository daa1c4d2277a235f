package io.millrace.benchmarks;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands over events that were made before, each split as often as it is told: the cheapest source
 * there can be. Immutable.
 */
final class RingSource<T> implements Source<T> {
  private final Class<T> type;
  private final List<T[]> splits;
  private final int replays;
  private final Runnable started;
  private final boolean open;

  /** A source of one split, read once. */
  RingSource(Class<T> type, T[] events) {
    this(type, List.<T[]>of(events), 1, () -> {}, false);
  }

  /**
   * A source of several splits.
   *
   * @param started called by each split before its first event
   * @param open it does not end, but has nothing more after its events
   */
  RingSource(Class<T> type, List<T[]> splits, int replays, Runnable started, boolean open) {
    this.type = type;
    this.splits = splits;
    this.replays = replays;
    this.started = started;
    this.open = open;
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    List<Split> all = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      all.add(new Split("ring-" + i));
    }
    return all;
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    String id = position.split().id();
    return new Reader(position, splits.get(Integer.parseInt(id.substring(id.indexOf('-') + 1))));
  }

  @Override
  public boolean bounded() {
    return !open;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private final class Reader implements SplitReader<T> {
    private final Split split;
    private final T[] events;
    private final long end;
    private long read;
    private int next;

    Reader(SplitPosition position, T[] events) {
      split = position.split();
      this.events = events;
      end = (long) events.length * replays;
      read = position.offset();
      next = (int) (read % Math.max(1, events.length));
    }

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      if (read == 0) {
        started.run();
      }
      if (read < end) {
        handOver(sink, limit);
      }
      if (read < end) {
        return Status.MORE;
      }
      return open ? Status.WAIT : Status.END;
    }

    private void handOver(SplitSink<? super T> sink, int limit) {
      int to = Math.min(events.length, next + limit);
      sink.events(events, next, to);
      read += to - next;
      next = to == events.length ? 0 : to;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, read, read);
    }

    @Override
    public void close() {}
  }
}
