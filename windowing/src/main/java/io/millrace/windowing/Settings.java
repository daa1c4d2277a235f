package io.millrace.windowing;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.time.Duration;

/**
 * Refuses settings of windows, triggers and evictors that make no sense, with one kind of message.
 */
final class Settings {
  private Settings() {}

  /** The milliseconds of a setting that must be 1 ms or more. */
  static long positiveMs(String what, Duration duration) {
    return positiveMs(what, EventTimes.millis(duration));
  }

  /** A setting that must be 1 ms or more. */
  static long positiveMs(String what, long ms) {
    if (ms < 1) {
      throw invalid(what + " must be 1 ms or more, was " + ms + " ms.");
    }
    return ms;
  }

  /** A setting that must be 1 or more. */
  static long positive(String what, long count) {
    if (count < 1) {
      throw invalid(what + " must be 1 or more, was " + count + ".");
    }
    return count;
  }

  /** An offset, which must be smaller than what it shifts, either way. */
  static void offset(long offsetMs, String what, long boundMs) {
    if (offsetMs <= -boundMs || offsetMs >= boundMs) {
      throw invalid(
          "the offset must be smaller than the "
              + what
              + ", either way: it was "
              + offsetMs
              + " ms, the "
              + what
              + " is "
              + boundMs
              + " ms.");
    }
  }

  /** The exception for a setting that makes no sense. */
  static MillraceException invalid(String message) {
    return new MillraceException(ApiError.WINDOW_INVALID, message);
  }
}
