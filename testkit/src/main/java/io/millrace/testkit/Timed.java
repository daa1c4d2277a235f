package io.millrace.testkit;

import io.millrace.api.time.EventTimes;

/**
 * An event for a harness.
 *
 * @param value the event
 * @param timeMs its time, milliseconds
 * @param watermarkMs its split's own watermark just before it was read, if that had moved on by
 *     then; {@code EventTimes.MIN} for "as before"
 */
public record Timed<T>(T value, long timeMs, long watermarkMs) {
  /** An event read when its split's watermark was as before. */
  public static <T> Timed<T> at(long timeMs, T value) {
    return new Timed<>(value, timeMs, EventTimes.MIN);
  }

  /** An event read when its split's own watermark had just moved on to {@code watermarkMs}. */
  public static <T> Timed<T> after(long watermarkMs, long timeMs, T value) {
    return new Timed<>(value, timeMs, watermarkMs);
  }
}
