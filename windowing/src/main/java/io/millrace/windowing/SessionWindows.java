package io.millrace.windowing;

import io.millrace.api.function.Filter;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;
import java.util.List;

/**
 * Assigns every event to a window {@code [t, t + gap)}; windows of a key that share a millisecond
 * or touch become one. So a session lasts as long as no gap larger than {@code gap} lies between
 * two events of the key.
 *
 * <ul>
 *   <li><b>Units:</b> milliseconds since the epoch, UTC.
 *   <li><b>Threads:</b> immutable; share it freely.
 *   <li><b>Cost:</b> O(1), one window allocated for each event.
 *   <li><b>Late:</b> judged by its own split, an event is late once the watermark has reached its
 *       own time plus the lateness allowed, so that no interleaving of splits decides which
 *       sessions it finds open. By {@code Lateness.merged()} it is late once the session it would
 *       be in is over.
 *   <li><b>Fails:</b> when built, on a gap that makes no sense; on an event without a time.
 *   <li><b>Ends of the range:</b> a window that reaches beyond the 64-bit range is cut off at its
 *       end.
 * </ul>
 *
 * @param gapMs the longest pause within a session, in milliseconds; 1 or more
 * @param domain which clock they go by
 */
public record SessionWindows(long gapMs, TimeDomain domain) implements WindowAssigner<Object> {
  /** Refuses settings that make no sense. */
  public SessionWindows {
    Settings.positiveMs("the gap of sessions", gapMs);
  }

  /** Event-time sessions with that gap. */
  public static SessionWindows of(Duration gap) {
    return new SessionWindows(EventTimes.millis(gap), TimeDomain.EVENT);
  }

  /** The same by the wall clock. */
  public SessionWindows processingTime() {
    return new SessionWindows(gapMs, TimeDomain.PROCESSING);
  }

  /** Sessions that are cut so that none lasts longer than {@code maxLength}. */
  public EndingSessionWindows<Object> maxLength(Duration maxLength) {
    return this.<Object>endingWith(value -> false).maxLength(maxLength);
  }

  /** Sessions that also end with an event that {@code ends} accepts. */
  public <T> EndingSessionWindows<T> endingWith(Filter<? super T> ends) {
    if (domain != TimeDomain.EVENT) {
      throw Settings.invalid(
          "sessions with an end event or a maximal length go by event time. Leave out processingTime().");
    }
    return new EndingSessionWindows<>(gapMs, EventTimes.MAX, ends);
  }

  @Override
  public List<TimeWindow> assign(Object value, long timeMs) {
    EventTimes.check(timeMs);
    return List.of(new TimeWindow(timeMs, EventTimes.plus(timeMs, gapMs)));
  }

  @Override
  public boolean merging() {
    return true;
  }

  @Override
  public String describe() {
    return Texts.shape("session with a gap of " + Texts.duration(gapMs), 0, domain);
  }
}
