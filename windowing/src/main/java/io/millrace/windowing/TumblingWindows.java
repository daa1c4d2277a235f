package io.millrace.windowing;

import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;
import java.util.List;

/**
 * Assigns every event to exactly one window of a fixed size. The windows leave no gap and never
 * overlap.
 *
 * <p>An event at {@code t} lies in {@code [start, start + size)} with {@code start = t - floorMod(t
 * - offset, size)}. With a size of 5 and no offset:
 *
 * <pre>
 *   event time    -1 | 0  4 | 5  9
 *   window    [-5,0) | [0,5) | [5,10)
 * </pre>
 *
 * <ul>
 *   <li><b>Units:</b> milliseconds since the epoch, UTC. There is no time zone: a calendar day in
 *       Tokyo (UTC+9) is a size of 24 h with an offset of 15 h.
 *   <li><b>Threads:</b> immutable; share it freely.
 *   <li><b>Cost:</b> O(1), one window allocated for each event.
 *   <li><b>Fails:</b> when built, on a size or an offset that makes no sense; on an event without a
 *       time.
 *   <li><b>Ends of the range:</b> a window that reaches beyond the 64-bit range is cut off at its
 *       end.
 * </ul>
 *
 * @param sizeMs how long a window is, in milliseconds; 1 or more
 * @param offsetMs where windows start, modulo the size; between {@code -sizeMs} and {@code sizeMs},
 *     both excluded
 * @param domain which clock they go by
 */
public record TumblingWindows(long sizeMs, long offsetMs, TimeDomain domain)
    implements WindowAssigner<Object> {
  /** Refuses settings that make no sense. */
  public TumblingWindows {
    Settings.positiveMs("the size of tumbling windows", sizeMs);
    Settings.offset(offsetMs, "size", sizeMs);
  }

  /** Event-time windows of that size, aligned to the epoch. */
  public static TumblingWindows of(Duration size) {
    return new TumblingWindows(EventTimes.millis(size), 0, TimeDomain.EVENT);
  }

  /** The same, starting that much later; a negative offset starts them earlier. */
  public TumblingWindows offset(Duration offset) {
    return new TumblingWindows(sizeMs, EventTimes.millis(offset), domain);
  }

  /** The same by the wall clock. */
  public TumblingWindows processingTime() {
    return new TumblingWindows(sizeMs, offsetMs, TimeDomain.PROCESSING);
  }

  @Override
  public List<TimeWindow> assign(Object value, long timeMs) {
    EventTimes.check(timeMs);
    return List.of(
        new TimeWindow(
            EventTimes.intervalStart(timeMs, sizeMs, offsetMs),
            EventTimes.intervalEnd(timeMs, sizeMs, offsetMs)));
  }

  @Override
  public String describe() {
    return Texts.shape("tumbling " + Texts.duration(sizeMs), offsetMs, domain);
  }
}
