package io.millrace.windowing;

import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Assigns every event to all windows of a fixed size that hold it, of which one starts every slide.
 *
 * <p>An event is in {@code size / slide} windows, rounded up or down where the slide does not
 * divide the size. A slide larger than the size samples: an event between two windows is in none.
 *
 * <ul>
 *   <li><b>Units:</b> milliseconds since the epoch, UTC.
 *   <li><b>Threads:</b> immutable; share it freely.
 *   <li><b>Cost:</b> one window allocated for each event and window it is in.
 *   <li><b>Fails:</b> when built, on a setting that makes no sense; on an event without a time.
 *   <li><b>Ends of the range:</b> a window that reaches beyond the 64-bit range is cut off at its
 *       end.
 * </ul>
 *
 * @param sizeMs how long a window is, in milliseconds; 1 or more
 * @param slideMs how far the starts of two windows are apart, in milliseconds; 1 or more
 * @param offsetMs where windows start, modulo the slide; between {@code -slideMs} and {@code
 *     slideMs}, both excluded
 * @param domain which clock they go by
 */
public record SlidingWindows(long sizeMs, long slideMs, long offsetMs, TimeDomain domain)
    implements WindowAssigner<Object> {
  /** Refuses settings that make no sense. */
  public SlidingWindows {
    Settings.positiveMs("the size of sliding windows", sizeMs);
    Settings.positiveMs("the slide of sliding windows", slideMs);
    Settings.offset(offsetMs, "slide", slideMs);
  }

  /** Event-time windows of that size and slide, aligned to the epoch. */
  public static SlidingWindows of(Duration size, Duration slide) {
    return new SlidingWindows(
        EventTimes.millis(size), EventTimes.millis(slide), 0, TimeDomain.EVENT);
  }

  /** The same, starting that much later; a negative offset starts them earlier. */
  public SlidingWindows offset(Duration offset) {
    return new SlidingWindows(sizeMs, slideMs, EventTimes.millis(offset), domain);
  }

  /** The same by the wall clock. */
  public SlidingWindows processingTime() {
    return new SlidingWindows(sizeMs, slideMs, offsetMs, TimeDomain.PROCESSING);
  }

  @Override
  public List<TimeWindow> assign(Object value, long timeMs) {
    EventTimes.check(timeMs);
    // How far the event is into a window, not the window's start, is counted: it cannot leave the
    // range.
    long into =
        Math.floorMod(Math.floorMod(timeMs, slideMs) - Math.floorMod(offsetMs, slideMs), slideMs);
    if (into >= sizeMs) {
      return List.of();
    }
    List<TimeWindow> windows = new ArrayList<>((int) Math.min(sizeMs / slideMs + 1, 1024));
    while (into < sizeMs) {
      windows.add(
          new TimeWindow(EventTimes.minus(timeMs, into), EventTimes.plus(timeMs, sizeMs - into)));
      into = EventTimes.plus(into, slideMs);
    }
    Collections.reverse(windows);
    return windows;
  }

  @Override
  public String describe() {
    return Texts.shape(
        "sliding " + Texts.duration(sizeMs) + " every " + Texts.duration(slideMs),
        offsetMs,
        domain);
  }
}
