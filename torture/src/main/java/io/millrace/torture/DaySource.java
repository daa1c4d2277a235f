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
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Gives the events of a {@link DayPlan}. The last split says once that it is idle and comes back
 * when {@link #overtaken} was called; the others wait for that at the end of the silence. So who
 * has come how far when is fixed where it matters, and what is late is known exactly.
 *
 * <p>That holds while the silent split shares its worker with another one, that is with at most two
 * workers.
 */
public final class DaySource implements Source<Event> {
  private final DayPlan plan;
  private final long perSecond;
  private final long holdAt;
  private final AtomicLongArray startedAt = new AtomicLongArray(DayPlan.SPLITS);
  private volatile boolean overtaken;
  private volatile boolean silent;
  private volatile boolean back;
  private volatile long given;

  /**
   * A source over a plan.
   *
   * @param perSecond events a second and split, 0 for as fast as they are taken
   * @param holdAt the number of the event that the other splits do not give; -1 for none
   */
  public DaySource(DayPlan plan, long perSecond, long holdAt) {
    this.plan = plan;
    this.perSecond = perSecond;
    this.holdAt = holdAt;
  }

  /** The silent split may come back. */
  void overtaken() {
    overtaken = true;
  }

  /** True once the silent split has said that it is idle, in this process or before. */
  boolean silent() {
    return silent;
  }

  /** Changes while events are given. */
  long given() {
    return given;
  }

  /** With which event each split began in this process. */
  long[] startedAt() {
    return IntStream.range(0, DayPlan.SPLITS).mapToLong(startedAt::get).toArray();
  }

  @Override
  public Type type() {
    return Event.class;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    return IntStream.range(0, DayPlan.SPLITS)
        .mapToObj(i -> new Split(Integer.toString(i)))
        .toList();
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
    private boolean saidIdle;

    Reader(SplitPosition position, TimeSource time) {
      this.split = position.split();
      this.number = Integer.parseInt(split.id());
      this.time = time;
      this.startNanos = time.monotonicNanos();
      this.startAt = position.offset();
      this.next = startAt;
      // The engine keeps that a split is idle: after a restore it is not said again.
      this.saidIdle = position.place() != position.offset();
      startedAt.set(number, startAt);
      noteBack();
    }

    private void noteBack() {
      if (number == DayPlan.SILENT && next >= plan.silentBack()) {
        back = true;
      }
    }

    @Override
    public Status poll(SplitSink<? super Event> sink, int limit) {
      if (number == DayPlan.SILENT && next == plan.silentFrom() && !overtaken) {
        if (!saidIdle) {
          sink.idle();
          saidIdle = true;
        }
        silent = true;
        return Status.WAIT;
      }
      if (saidIdle) {
        sink.active();
        saidIdle = false;
      }
      long to = Math.min(stop(), next + Math.min(limit, allowed()));
      while (next < to) {
        sink.event(plan.at(number, next++));
        given = next;
      }
      noteBack();
      return next == plan.count(number) ? Status.END : Status.WAIT;
    }

    /** The event before which this split stops for now. */
    private long stop() {
      if (number == DayPlan.SILENT) {
        return next < plan.silentFrom() ? plan.silentFrom() : plan.count(number);
      }
      long stop = back ? plan.count(number) : plan.gate();
      return holdAt < 0 ? stop : Math.min(stop, holdAt);
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
      return new SplitPosition(split, next, saidIdle ? -1 : next);
    }

    @Override
    public void close() {}
  }
}
