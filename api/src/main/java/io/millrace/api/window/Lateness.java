package io.millrace.api.window;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.time.Duration;

/**
 * When an event is too late for a window, and what a late event that is still allowed does.
 *
 * <p>By default an event is judged by the watermark of the split it was read from. That gives the
 * same final results for the same input, however splits, threads and batches interleave. {@link
 * #merged()} judges by the operator's watermark, the smallest of all its inputs, as other engines
 * do; it keeps slightly more late events, and which ones depends on timing.
 *
 * <p>For windows that merge, such as sessions, an event judged by its split is late once the
 * watermark has reached its own time plus the lateness allowed: which sessions it would find open
 * depends on timing. By {@link #merged()} it is late once the session it would be in is over.
 *
 * <p>An event that lies in no window, as in the gaps of sampling windows, is counted as such and
 * not late; but by {@link #merged()} it is late, as in other engines, if its own time is over.
 *
 * @param allowedMs how long after a window's end an event may still correct it, in milliseconds; 0
 *     unless set
 * @param byMerged judge by the operator's watermark in place of the split's
 * @param discarding a firing shows only what came since the last one, in place of everything
 */
public record Lateness(long allowedMs, boolean byMerged, boolean discarding) {
  /** Nothing is allowed late; judged by the split. */
  public static final Lateness NONE = new Lateness(0, false, false);

  /** Refuses negative durations. */
  public Lateness {
    if (allowedMs < 0) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "the allowed lateness must be 0 ms or more, was " + allowedMs + " ms.");
    }
  }

  /** Judged by the split's own watermark, with no lateness allowed: the default. */
  public static Lateness ownSplit() {
    return NONE;
  }

  /** Judged by the operator's merged watermark, with no lateness allowed. */
  public static Lateness merged() {
    return new Lateness(0, true, false);
  }

  /** The same, with corrections for that long after a window's end. */
  public Lateness allow(Duration duration) {
    return new Lateness(EventTimes.millis(duration), byMerged, discarding);
  }

  /** The same, with firings that show only what is new. */
  public Lateness discardingFirings() {
    return new Lateness(allowedMs, byMerged, true);
  }

  /** The same, judged by the operator's merged watermark. */
  public Lateness judgedByMerged() {
    return new Lateness(allowedMs, true, discarding);
  }
}
