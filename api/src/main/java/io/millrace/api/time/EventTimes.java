package io.millrace.api.time;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;
import java.time.Instant;

/**
 * All arithmetic on event times, in milliseconds since the epoch. Sums saturate at the ends of the
 * 64-bit range in place of wrapping, and window starts are right for negative times. Nobody else
 * adds, subtracts or divides times.
 */
public final class EventTimes {
  /** "No time yet": below every event time. Reserved, never the time of an event. */
  public static final long MIN = Long.MIN_VALUE;

  /** "The end of the stream": above every event time. Reserved, never the time of an event. */
  public static final long MAX = Long.MAX_VALUE;

  private EventTimes() {}

  /** The sum, or the nearer end of the range where it would overflow. */
  public static long plus(long timeMs, long durationMs) {
    long sum = timeMs + durationMs;
    if (((timeMs ^ sum) & (durationMs ^ sum)) < 0) {
      return durationMs > 0 ? MAX : MIN;
    }
    return sum;
  }

  /** The difference, or the nearer end of the range where it would overflow. */
  public static long minus(long timeMs, long durationMs) {
    long difference = timeMs - durationMs;
    if (((timeMs ^ durationMs) & (timeMs ^ difference)) < 0) {
      return durationMs < 0 ? MAX : MIN;
    }
    return difference;
  }

  /**
   * The start of the interval of length {@code sizeMs} that holds {@code timeMs}, where intervals
   * start at {@code offsetMs} and every {@code sizeMs} before and after it. Right for negative
   * times too. Saturates at the low end.
   */
  public static long intervalStart(long timeMs, long sizeMs, long offsetMs) {
    long phase =
        Math.floorMod(Math.floorMod(timeMs, sizeMs) - Math.floorMod(offsetMs, sizeMs), sizeMs);
    return minus(timeMs, phase);
  }

  /**
   * One past the end of the interval that {@link #intervalStart} starts. Right also where the start
   * saturates, and saturates itself at the high end.
   */
  public static long intervalEnd(long timeMs, long sizeMs, long offsetMs) {
    long phase =
        Math.floorMod(Math.floorMod(timeMs, sizeMs) - Math.floorMod(offsetMs, sizeMs), sizeMs);
    return plus(timeMs, sizeMs - phase);
  }

  /**
   * Milliseconds of a duration, saturated; used for settings, which may be as long as {@code
   * ChronoUnit.FOREVER}.
   */
  public static long millis(Duration duration) {
    try {
      return duration.toMillis();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? MIN : MAX;
    }
  }

  /**
   * The event time of an instant.
   *
   * @throws MillraceException if it lies outside the range or on one of the two reserved ends
   */
  public static long of(Instant instant) {
    long timeMs;
    try {
      timeMs = instant.toEpochMilli();
    } catch (ArithmeticException e) {
      throw new MillraceException(
          ApiError.EVENT_TIME_INVALID,
          "event time "
              + instant
              + " lies outside the 64-bit range of milliseconds. Correct it before eventTime(…).",
          e);
    }
    return check(timeMs);
  }

  /** Refuses the two reserved values. */
  public static long check(long timeMs) {
    if (timeMs == MIN || timeMs == MAX) {
      throw new MillraceException(
          ApiError.EVENT_TIME_INVALID,
          "event time "
              + timeMs
              + " ms is reserved ("
              + (timeMs == MIN ? "'none yet'" : "'end of stream'")
              + "). Use a time strictly between the two ends of the range.");
    }
    return timeMs;
  }

  /** The instant of an event time. */
  public static Instant instant(long timeMs) {
    return Instant.ofEpochMilli(timeMs);
  }
}
