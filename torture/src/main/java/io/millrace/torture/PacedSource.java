package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.environment.TimeSource;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.IntStream;

/** Gives the events of a plan, at most so many a second and split, so that a kill meets a job. */
public final class PacedSource implements Source<Event> {
  private final EventPlan plan;
  private final long perSecond;

  /**
   * A source over a plan.
   *
   * @param perSecond events a second and split, 0 for as fast as they are taken
   */
  public PacedSource(EventPlan plan, long perSecond) {
    this.plan = plan;
    this.perSecond = perSecond;
  }

  @Override
  public Type type() {
    return Event.class;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    return IntStream.range(0, plan.splits()).mapToObj(i -> new Split(Integer.toString(i))).toList();
  }

  @Override
  public SplitReader<Event> open(SplitPosition position, SourceContext context) {
    return new Reader(position, context.environment().time());
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
    private final int number;
    private final TimeSource time;
    private final long startNanos;
    private final long startAt;
    private long next;

    Reader(SplitPosition position, TimeSource time) {
      this.split = position.split();
      this.number = Integer.parseInt(split.id());
      this.time = time;
      this.startNanos = time.monotonicNanos();
      this.startAt = position.offset();
      this.next = startAt;
    }

    @Override
    public Status poll(SplitSink<? super Event> sink, int limit) {
      long to = Math.min(plan.perSplit(), next + Math.min(limit, allowed()));
      while (next < to) {
        sink.event(plan.at(number, next++));
      }
      if (next == plan.perSplit()) {
        return Status.END;
      }
      return perSecond == 0 ? Status.MORE : Status.WAIT;
    }

    private long allowed() {
      if (perSecond == 0) {
        return Long.MAX_VALUE / 2;
      }
      long elapsedMicros = (time.monotonicNanos() - startNanos) / 1_000;
      return Math.max(0, startAt + elapsedMicros * perSecond / 1_000_000 - next);
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
