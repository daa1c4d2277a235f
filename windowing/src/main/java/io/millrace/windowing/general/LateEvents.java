package io.millrace.windowing.general;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.windowing.lanes.Reached;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Judges lateness and hands late events to the side output {@code late}. An event is judged by the
 * watermark of its own split, or by the operator's where that is ahead (splits that are idle are
 * not waited for) or asked for.
 */
@SuppressWarnings("rawtypes") // a Class cannot carry the type argument of Late
final class LateEvents {
  private static final SideOutput<Late> LATE = new SideOutput<>("late", Late.class);

  private final OperatorContext context;
  private final Lateness lateness;
  private final Output<Late> side;
  private @Nullable Reached reached;

  LateEvents(OperatorContext context, Lateness lateness) {
    this.context = context;
    this.lateness = lateness;
    this.side = context.side(LATE);
    this.reached = Reached.of(context);
  }

  /** What to tell the user whose events have to be stored and cannot be. */
  static MillraceException cannotStore(String operatorId) {
    return new MillraceException(
        ApiError.STATE_INVALID,
        "checkpoints are on, but the events that the windows of operator '"
            + operatorId
            + "' keep cannot be stored: their type is not known, or has no codec. Use a record or a"
            + " registered class, let the step before give its type, or turn checkpoints off.");
  }

  /** The watermark that an event is judged by. */
  long judging(Batch<?> batch, int place, long watermark) {
    long merged = reached == null ? watermark : reached(batch.slots()[place], watermark);
    return lateness.byMerged() ? merged : Math.max(batch.watermarkAt(place), merged);
  }

  /** After a restore a key may have been told more than the operator has been told now. */
  private long reached(int slot, long watermark) {
    if (reached != null && reached.caughtUp(watermark)) {
      reached = null;
    }
    return reached == null ? watermark : Math.max(watermark, reached.at(slot));
  }

  /** True if a window whose last millisecond is {@code maxTimeMs} takes nothing any more. */
  boolean late(long maxTimeMs, long watermark) {
    return EventTimes.plus(maxTimeMs, lateness.allowedMs()) <= watermark;
  }

  /**
   * True if a window that ends at {@code startMs}, where one of an event starts, is over for that
   * event. Whether it has fired depends on how far other splits have been read, so the two stay
   * apart.
   */
  boolean sealed(long startMs, long watermark) {
    return !lateness.byMerged() && late(startMs - 1, watermark);
  }

  /** True if an event that lies in no window is called late; see {@link Lateness#merged()}. */
  boolean lateWithoutWindow(long timeMs, long watermark) {
    return lateness.byMerged() && late(timeMs, watermark);
  }

  /**
   * True if an event is too late for windows that merge. Judged by its split it is late once its
   * own time is over, and not only once a window is: which windows are still open there to merge
   * with depends on how far other splits have been read.
   */
  boolean lateForMerging(long timeMs, long watermark) {
    return !lateness.byMerged() && late(timeMs, watermark);
  }

  /** Hands over a late event and counts it. */
  void emit(Batch<?> batch, int place, long watermark) {
    long timeMs = batch.times()[place];
    side.emit(
        new Late<Object>(
            batch.values()[place],
            EventTimes.instant(timeMs),
            Duration.ofMillis(EventTimes.minus(watermark, timeMs)),
            context.splitName(batch.split()),
            batch.offsetAt(place)),
        timeMs);
    context.metrics().count(Fate.LATE, 1);
  }
}
