package io.millrace.examples.demo;

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
 * A source that plays lists of records again and again, each round a fixed time later than the one
 * before. Each list is a split. As fast as it is read; it never waits.
 *
 * @param <T> the records
 */
final class Replay<T> implements Source<T> {
  /** Gives a record the time it has in a later round. */
  @FunctionalInterface
  interface Shift<T> {
    T later(T record, long byMs);
  }

  private final Class<T> type;
  private final List<List<T>> splits;
  private final long roundMs;
  private final Rounds rounds;
  private final Shift<T> shift;

  /**
   * A replay.
   *
   * @param splits the records of each split, not empty
   * @param roundMs how much later a round is than the one before
   */
  Replay(Class<T> type, List<List<T>> splits, long roundMs, Rounds rounds, Shift<T> shift) {
    this.type = type;
    this.splits = splits;
    this.roundMs = roundMs;
    this.rounds = rounds;
    this.shift = shift;
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

  private final class Reader implements SplitReader<T> {
    private final Split split;
    private final List<T> records;
    private long round;
    private int next;

    Reader(SplitPosition position) {
      split = position.split();
      records = splits.get(Integer.parseInt(split.id()));
      round = position.offset() / records.size();
      next = (int) (position.offset() % records.size());
    }

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      if (next == 0 && !rounds.start(round)) {
        return Status.END;
      }
      int end = Math.min(records.size(), next + limit);
      long byMs = round * roundMs;
      for (int i = next; i < end; i++) {
        sink.event(shift.later(records.get(i), byMs));
      }
      next = end;
      if (next == records.size()) {
        next = 0;
        round++;
      }
      return Status.MORE;
    }

    @Override
    public SplitPosition position() {
      long offset = round * records.size() + next;
      return new SplitPosition(split, offset, offset);
    }

    @Override
    public void close() {}
  }
}
