package io.millrace.api.window;

import java.util.function.LongBinaryOperator;

/** What a trigger may ask and remember about one window of one key. Valid only during the call. */
public interface TriggerContext {
  /** The watermark, milliseconds; {@code EventTimes.MIN} for none yet. */
  long watermark();

  /** The wall clock, milliseconds. */
  long wallMs();

  /** Asks for {@code onEventTime} once the watermark reaches a time. */
  void setEventTimer(long timeMs);

  /** Takes that back. */
  void cancelEventTimer(long timeMs);

  /** Asks for {@code onProcessingTime} once the wall clock reaches a time. */
  void setProcessingTimer(long wallMs);

  /** Takes that back. */
  void cancelProcessingTimer(long wallMs);

  /** A number remembered for this window under a name, or {@code absent}. */
  long number(String name, long absent);

  /** Remembers a number under a name. */
  void number(String name, long value, boolean present);

  /** While merging: combines the numbers of that name of all windows that were merged. */
  void merge(String name, LongBinaryOperator combine);
}
