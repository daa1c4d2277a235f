package io.millrace.api.window;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.time.Instant;

/**
 * A half-open interval {@code [startMs, endMs)} of time in milliseconds since the epoch.
 *
 * @param startMs the first millisecond in it
 * @param endMs one past the last millisecond in it
 */
public record TimeWindow(long startMs, long endMs) implements Window, Comparable<TimeWindow> {
  /** Refuses an interval that is empty. */
  public TimeWindow {
    if (startMs >= endMs) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "a window must end after it starts, was [" + startMs + ", " + endMs + ").");
    }
  }

  /** The start as an instant. */
  public Instant start() {
    return EventTimes.instant(startMs);
  }

  /** The end as an instant. */
  public Instant end() {
    return EventTimes.instant(endMs);
  }

  @Override
  public long maxTimeMs() {
    return endMs - 1;
  }

  /** True if both share a millisecond or touch, so that they merge. */
  public boolean touches(TimeWindow other) {
    return startMs <= other.endMs && other.startMs <= endMs;
  }

  /** The smallest window that covers both. */
  public TimeWindow cover(TimeWindow other) {
    return new TimeWindow(Math.min(startMs, other.startMs), Math.max(endMs, other.endMs));
  }

  @Override
  public int compareTo(TimeWindow other) {
    int byStart = Long.compare(startMs, other.startMs);
    return byStart != 0 ? byStart : Long.compare(endMs, other.endMs);
  }

  @Override
  public String toString() {
    return "[" + start() + ", " + end() + ")";
  }
}
