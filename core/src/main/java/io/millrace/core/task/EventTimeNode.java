package io.millrace.core.task;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.WatermarkGenerator;
import io.millrace.api.time.Watermarks;
import io.millrace.core.operator.TimeLoop;
import io.millrace.core.operator.UserFailure;
import io.millrace.core.time.WatermarkMerger;
import org.jspecify.annotations.Nullable;

/**
 * Gives events their times and each split its watermark, event by event: whether an event is late
 * does not depend on how events were batched. Watermarks from upstream are ignored but for the end,
 * unless the strategy is manual.
 */
final class EventTimeNode extends Node implements SplitListener {
  private final TimeLoop loop;
  private final Watermarks<Object> strategy;
  private final JobContext job;
  private final NodeContext context;
  private int[] numbers = new int[0];
  private SplitClock[] clocks;
  private WatermarkMerger splits = new WatermarkMerger(1);
  private final long idleAfterNanos;
  private long emitted = EventTimes.MIN;
  private long emittedBeforeEnd;
  private boolean ended;
  private long nextEmitMs = Long.MIN_VALUE;

  EventTimeNode(
      String id, TimeLoop loop, Watermarks<Object> strategy, JobContext job, int subtask) {
    super(id, 1);
    this.loop = loop;
    this.strategy = strategy;
    this.job = job;
    this.idleAfterNanos = Math.min(strategy.idleAfterMs(), 1L << 42) * 1_000_000;
    this.context = new NodeContext(this, job, subtask, null);
    this.clocks = new SplitClock[] {newClock()};
  }

  private SplitClock newClock() {
    return new SplitClock(
        strategy.kind() == Watermarks.Kind.CUSTOM ? strategy.newGenerator() : null);
  }

  @Override
  public void splits(int[] newNumbers, SplitStats[] stats) {
    int before = numbers.length;
    numbers = java.util.Arrays.copyOf(numbers, before + newNumbers.length);
    SplitClock[] grown = new SplitClock[numbers.length];
    System.arraycopy(clocks, 0, grown, 0, before);
    for (int i = 0; i < newNumbers.length; i++) {
      numbers[before + i] = newNumbers[i];
      grown[before + i] = newClock();
      grown[before + i].stats = stats[i];
    }
    if (numbers.length > 0) {
      clocks = grown;
      splits.grow(numbers.length);
    }
  }

  @Override
  public String nodeId() {
    return id;
  }

  @Override
  public Manifest.ClockEntry clock(int split) {
    int place = place(split);
    return clocks[place].entry(id, splits.idle(place));
  }

  @Override
  public void restoreClock(int split, Manifest.ClockEntry entry, boolean ended) {
    restoreAt(place(split), entry, ended);
  }

  private void restoreAt(int place, Manifest.ClockEntry entry, boolean ended) {
    SplitClock clock = clocks[place];
    clock.restore(entry, ended);
    if (ended) {
      splits.advance(place, EventTimes.MAX);
    } else {
      if (clock.watermark > EventTimes.MIN) {
        splits.advance(place, clock.watermark);
      }
      if (entry.idle()) {
        splits.idle(place, true);
      }
    }
    clock.report();
  }

  @Override
  byte @Nullable [] unkeyed() {
    if (numbers.length > 0) {
      return null; // The clocks are in the entries of the splits.
    }
    return SplitClock.toBytes(clocks[0].entry(id, splits.idle(0)));
  }

  /** The clock of events that come from an operator, not from a source. */
  void restoreUnkeyed(byte[] saved) {
    restoreAt(0, SplitClock.fromBytes(id, saved), false);
  }

  @Override
  long forwarded() {
    return ended ? emittedBeforeEnd : emitted;
  }

  @Override
  void restore(Manifest.NodeEntry entry) {
    super.restore(entry);
    emitted = entry.forwarded();
    splits.restore(emitted); // before its splits come: one that is behind it is not waited for
  }

  /** Its clocks are its own, so it need not wait for anybody to say how things stand. */
  void announceClocks() {
    announce(emitted);
    if (splits.allIdle()) {
      fan.idle(true);
    }
  }

  /** The place of a split; events that come from an operator share the first place. */
  private int place(int split) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] == split) {
        return i;
      }
    }
    return 0;
  }

  @Override
  void process(int input, Batch<Object> batch) {
    try {
      loop.run(batch.values(), batch.size(), batch.times());
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, loop.row(), e);
    }
    if (loop.min() == EventTimes.MIN || loop.max() == EventTimes.MAX) {
      throw reserved(batch);
    }
    batch.timeBounds(loop.min(), loop.max());
    int place = place(batch.split());
    SplitClock clock = clocks[place];
    if (strategy.kind() != Watermarks.Kind.MANUAL) {
      measure(clock, batch);
      clock.report();
    }
    metrics.count(Fate.OUT, batch.size());
    if (splits.idle(place) && !ticking()) {
      idle(place, clock, false);
    }
    pass(batch);
    if (strategy.kind() != Watermarks.Kind.MANUAL) {
      advance(place, clock.watermark);
    }
  }

  private MillraceException reserved(Batch<Object> batch) {
    int place = 0;
    while (batch.times()[place] != EventTimes.MIN && batch.times()[place] != EventTimes.MAX) {
      place++;
    }
    return new MillraceException(
        ApiError.EVENT_TIME_INVALID,
        "operator '"
            + id
            + "' got event time "
            + batch.times()[place]
            + " ms for the event at split '"
            + context.splitName(batch.split())
            + "', offset "
            + batch.offsetAt(place)
            + ". The two ends of the range are reserved; use a time strictly between them.");
  }

  private void advance(int place, long watermarkMs) {
    boolean before = splits.allIdle();
    changed(before, splits.advance(place, watermarkMs));
  }

  /** A watermark is passed on by who is active: before turning idle, after turning active. */
  private void changed(boolean wasIdle, boolean moved) {
    boolean idleNow = splits.allIdle();
    if (wasIdle && !idleNow) {
      fan.idle(false);
    }
    if (moved) {
      moved();
    }
    if (!wasIdle && idleNow) {
      emit();
      fan.idle(true);
    }
  }

  private void measure(SplitClock clock, Batch<Object> batch) {
    long limit = futureLimit();
    if (clock.generator != null) {
      generate(clock, clock.generator, batch, limit);
    } else if (batch.maxTime() > limit) {
      guarded(clock, batch, limit);
    } else {
      long before = clock.maxTime;
      clock.maxTime = Math.max(before, batch.maxTime());
      clock.watermark = bounded(clock.maxTime);
      batch.watermark(clock.watermark);
      // In the millisecond behind the watermark, sessions that only touch are told apart by it.
      if (EventTimes.minus(batch.minTime(), 1) <= clock.watermark) {
        fillEach(batch, before);
      }
    }
  }

  private long futureLimit() {
    return strategy.futureSkewMs() == EventTimes.MAX
        ? EventTimes.MAX
        : EventTimes.plus(job.environment().time().wallMillis(), strategy.futureSkewMs());
  }

  private long bounded(long maxTime) {
    return maxTime == EventTimes.MIN
        ? EventTimes.MIN
        : EventTimes.minus(EventTimes.minus(maxTime, strategy.boundMs()), 1);
  }

  private void fillEach(Batch<Object> batch, long maxBefore) {
    long[] each = batch.eachWatermark();
    long[] times = batch.times();
    int size = batch.size();
    // The watermark is behind the largest time by that much wherever the difference is in range.
    long behind = EventTimes.plus(strategy.boundMs(), 1);
    int row = 0;
    long max = maxBefore;
    while (row < size && max < EventTimes.MIN + behind) {
      each[row] = bounded(max);
      max = Math.max(max, times[row++]);
    }
    for (; row < size; row++) {
      each[row] = max - behind;
      max = Math.max(max, times[row]);
    }
  }

  /** Some events claim to be from the far future: they are taken but do not move the watermark. */
  private void guarded(SplitClock clock, Batch<Object> batch, long limit) {
    long[] each = batch.eachWatermark();
    long[] times = batch.times();
    for (int i = 0; i < batch.size(); i++) {
      each[i] = bounded(clock.maxTime);
      if (times[i] > limit) {
        clock.fromTheFuture++;
      } else {
        clock.maxTime = Math.max(clock.maxTime, times[i]);
      }
    }
    clock.watermark = bounded(clock.maxTime);
    batch.watermark(clock.watermark);
  }

  private void generate(
      SplitClock clock,
      WatermarkGenerator<? super Object> generator,
      Batch<Object> batch,
      long limit) {
    long[] each = batch.eachWatermark();
    long[] times = batch.times();
    int i = 0;
    try {
      for (; i < batch.size(); i++) {
        each[i] = clock.watermark;
        if (times[i] > limit) {
          clock.fromTheFuture++;
          continue;
        }
        clock.maxTime = Math.max(clock.maxTime, times[i]);
        clock.watermark = Math.max(clock.watermark, generator.onEvent(batch.value(i), times[i]));
      }
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, i, e);
    }
    batch.watermark(clock.watermark);
  }

  /** The watermark over all splits has moved: passes it on, unless that waits for the clock. */
  private void moved() {
    metrics.watermark(splits.merged());
    if (strategy.emitEveryMs() == 0 || splits.merged() == EventTimes.MAX) {
      emit();
    }
  }

  private void emit() {
    long merged = splits.merged();
    // That all splits have ended is told by the source, behind its last events.
    if (merged > emitted && (merged < EventTimes.MAX || !allEnded())) {
      emitted = merged;
      fan.watermark(merged);
    }
  }

  private boolean allEnded() {
    for (SplitClock clock : clocks) {
      if (!clock.ended) {
        return false;
      }
    }
    return true;
  }

  @Override
  void ended() {
    ended = true;
    emittedBeforeEnd = emitted;
    emitted = EventTimes.MAX;
    fan.end();
  }

  @Override
  void advanced(long watermarkMs) {
    if (strategy.kind() == Watermarks.Kind.MANUAL || watermarkMs == EventTimes.MAX) {
      if (watermarkMs > emitted) {
        emitted = watermarkMs;
        fan.watermark(watermarkMs);
      }
    }
  }

  @Override
  void idleChanged(boolean idle) {
    if (strategy.kind() == Watermarks.Kind.MANUAL) {
      fan.idle(idle);
    }
  }

  @Override
  public void splitRead(int split) {
    SplitClock clock = clocks[place(split)];
    clock.quiet = false;
    clock.readSinceTick = true;
  }

  @Override
  public boolean splitQuiet(int split, long nowNanos) {
    int place = place(split);
    SplitClock clock = clocks[place];
    if (!clock.quiet) {
      clock.quiet = true;
      clock.quietSince = nowNanos;
    }
    if (strategy.idleAfterMs() < 0
        || ticking()
        || splits.idle(place)
        || nowNanos - clock.quietSince < idleAfterNanos) {
      return false;
    }
    idle(place, clock, true);
    return true;
  }

  @Override
  public void splitUnasked(int split) {
    SplitClock clock = clocks[place(split)];
    clock.quiet = false;
    clock.quietSinceTick = -1;
  }

  @Override
  public void splitIdle(int split, boolean idle) {
    if (strategy.kind() != Watermarks.Kind.MANUAL) {
      int place = place(split);
      idle(place, clocks[place], idle);
    }
  }

  @Override
  public void splitEnded(int split) {
    int place = place(split);
    clocks[place].ended = true;
    if (strategy.kind() == Watermarks.Kind.MANUAL) {
      return;
    }
    boolean before = splits.allIdle();
    boolean moved = splits.advance(place, EventTimes.MAX);
    changed(before, moved && splits.merged() < EventTimes.MAX);
  }

  private void idle(int place, SplitClock clock, boolean idle) {
    if (clock.stats != null) {
      clock.stats.idle(idle);
    }
    boolean before = splits.allIdle();
    changed(before, splits.idle(place, idle));
  }

  @Override
  boolean wantsClock() {
    return strategy.emitEveryMs() > 0 || strategy.kind() == Watermarks.Kind.CUSTOM;
  }

  @Override
  boolean step(long wallMs, long nanos) {
    long before = emitted;
    if (strategy.kind() == Watermarks.Kind.CUSTOM) {
      askGenerators(wallMs);
    }
    if (strategy.emitEveryMs() > 0) {
      if (nextEmitMs == Long.MIN_VALUE) {
        nextEmitMs = EventTimes.plus(wallMs, strategy.emitEveryMs());
      } else if (wallMs >= nextEmitMs) {
        nextEmitMs = EventTimes.plus(wallMs, strategy.emitEveryMs());
        noticeSilence(nanos);
        emit();
      }
    }
    return emitted != before;
  }

  /** True if watermarks, and with them silence, are looked at only every now and then. */
  private boolean ticking() {
    return strategy.emitEveryMs() > 0;
  }

  /**
   * At a tick: a split that gave something since the last one is active, one that gave nothing for
   * longer than the time-out, counted from the first tick without anything, is idle.
   */
  private void noticeSilence(long nanos) {
    if (strategy.idleAfterMs() < 0) {
      return;
    }
    for (int i = 0; i < clocks.length; i++) {
      SplitClock clock = clocks[i];
      if (clock.readSinceTick) {
        clock.readSinceTick = false;
        clock.quietSinceTick = -1;
        if (splits.idle(i)) {
          idle(i, clock, false);
          splits.advance(i, clock.watermark);
        }
      } else if (clock.quiet && !clock.ended && !splits.idle(i)) {
        if (clock.quietSinceTick < 0) {
          clock.quietSinceTick = nanos;
        } else if (nanos - clock.quietSinceTick > idleAfterNanos) {
          idle(i, clock, true);
        }
      }
    }
  }

  private void askGenerators(long wallMs) {
    for (int i = 0; i < clocks.length; i++) {
      SplitClock clock = clocks[i];
      if (clock.generator != null && !clock.ended) {
        clock.watermark = Math.max(clock.watermark, clock.generator.onClock(wallMs));
        clock.report();
        advance(i, clock.watermark);
      }
    }
  }

  @Override
  long wakeAtNanos(long wallMs, long nanos) {
    long at = Long.MAX_VALUE;
    boolean tick = ticking() && splits.merged() > emitted;
    if (strategy.idleAfterMs() >= 0) {
      for (int i = 0; i < clocks.length; i++) {
        boolean waits = clocks[i].quiet && !splits.idle(i) && !clocks[i].ended;
        if (ticking()) {
          tick |= clocks[i].readSinceTick || waits;
        } else if (waits) {
          at = Math.min(at, clocks[i].quietSince + idleAfterNanos);
        }
      }
    }
    if (tick) {
      at = Math.min(at, nanos + Math.max(0, nextEmitMs - wallMs) * 1_000_000);
    }
    return at;
  }
}
