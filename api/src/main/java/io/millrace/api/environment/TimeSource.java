package io.millrace.api.environment;

/**
 * The two clocks. The only way engine code learns the time; tests and simulations give their own.
 * Thread-safe.
 */
public interface TimeSource {
  /** The wall clock, milliseconds since the epoch; may jump. For processing time. */
  long wallMillis();

  /**
   * The monotonic clock, nanoseconds from an arbitrary start; never goes back. For time-outs and
   * intervals.
   */
  long monotonicNanos();
}
