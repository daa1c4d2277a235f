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
 * before. Each list is a split. As fast as it is read.
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
      Split split = new Split(Integer.toString(i));
      ids.add(split);
      rounds.join(player(split));
    }
    return ids;
  }

  /** Several sources may share rounds. */
  private String player(Split split) {
    return type.getName() + split.id();
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    return new Reader(position, context);
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
    private final SourceContext context;
    private final Split split;
    private final List<T> records;
    private long round;
    private int next;

    Reader(SplitPosition position, SourceContext context) {
      this.context = context;
      split = position.split();
      records = splits.get(Integer.parseInt(split.id()));
      round = position.offset() / records.size();
      next = (int) (position.offset() % records.size());
    }

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      if (next == 0) {
        Rounds.Turn turn = rounds.start(player(split), round, context::signal);
        if (turn != Rounds.Turn.PLAY) {
          return turn == Rounds.Turn.WAIT ? Status.WAIT : Status.END;
        }
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
