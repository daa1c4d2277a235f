package io.millrace.testkit;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lists in memory, one for each split, handed out in an order and in pieces that a seed decides: a
 * split may be asked many times before it gives anything. Can be read again from any position;
 * stateless, so one object serves any number of jobs.
 *
 * @param <T> the type of the events
 */
public final class SeededSource<T> implements Source<T> {
  private final Class<T> type;
  private final List<List<T>> splits;
  private final long seed;

  /**
   * Over those lists.
   *
   * @param type the type of the events
   * @param splits the events of each split
   * @param seed chooses order and pieces
   */
  public SeededSource(Class<T> type, List<List<T>> splits, long seed) {
    this.type = type;
    this.splits = splits;
    this.seed = seed;
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    List<Split> ids = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      ids.add(new Split(Integer.toString(i)));
    }
    return ids;
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    int split = Integer.parseInt(position.split().id());
    return new Reader(position, splits.get(split), new Random(seed * 31 + split));
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private final class Reader implements SplitReader<T> {
    private final Split split;
    private final List<T> events;
    private final Random random;
    private final int pace;
    private int next;

    Reader(SplitPosition position, List<T> events, Random random) {
      this.split = position.split();
      this.next = Math.toIntExact(position.offset());
      this.events = events;
      this.random = random;
      this.pace = 1 + random.nextInt(4);
    }

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      if (random.nextInt(4) < pace) {
        int end = Math.min(events.size(), next + 1 + random.nextInt(Math.min(limit, 20)));
        while (next < end) {
          sink.event(events.get(next++));
        }
      }
      return next == events.size() ? Status.END : Status.MORE;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
