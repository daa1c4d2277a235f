package io.millrace.api.time;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/**
 * Proposes the watermark of one split from what the split's reader read. One instance per split;
 * used by one thread. A proposal that lies behind an earlier one is ignored, so a watermark never
 * goes back. Times are milliseconds of event time; {@link EventTimes#MIN} means none yet.
 *
 * <p>What it remembers is part of a checkpoint if it says so with {@link #save}. One that does not
 * starts afresh when a job goes on from a checkpoint: the split's watermark is restored and never
 * goes back, but until the generator has caught up with it the watermark stands still.
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

  /**
   * Writes what it remembers, between events; nothing if it remembers nothing. Called at every
   * checkpoint, so it should be small.
   */
  default void save(DataWriter out) {}

  /**
   * Takes what an instance for the same split has written. Called before the first event, and only
   * if something was written; {@code in} ends where that ends.
   */
  default void restore(DataReader in) {}
}
