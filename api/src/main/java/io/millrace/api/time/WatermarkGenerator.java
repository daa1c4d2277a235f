package io.millrace.api.time;

/**
 * Proposes the watermark of one split from what the split's reader read. One instance per split;
 * used by one thread. A proposal that lies behind an earlier one is ignored, so a watermark never
 * goes back. Times are milliseconds of event time; {@link EventTimes#MIN} means none yet.
 *
 * @param <T> the type of the events
 */
public interface WatermarkGenerator<T> {
  /** Called for each event in the order it was read; gives the watermark that holds after it. */
  long onEvent(T value, long timeMs);

  /**
   * Called now and then with the wall clock, also without events; gives the watermark that holds
   * now.
   */
  default long onClock(long wallMs) {
    return EventTimes.MIN;
  }
}
