package io.millrace.windowing;

import io.millrace.api.function.Filter;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;
import java.util.List;

/**
 * Event-time sessions that may end before their gap is over: with an event that {@code ends}
 * accepts, or when an event would stretch them beyond a maximal length.
 *
 * <p>The cut follows from the events alone, in order of their times, not from the order in which
 * they arrive: an event opens a new session if it comes more than the gap after the one before it,
 * if that one was an end, or if it lies {@code maxLengthMs} or more after the session's first. A
 * session that an end event at {@code t} closes is {@code [first, t + 1)}, so it fires as soon as
 * the watermark reaches {@code t}. All events of that millisecond belong to it.
 *
 * <p>An event is late once the watermark has reached its own time, plus the lateness allowed: from
 * then on the session it belongs to may be over. All events of an open session are kept, not an
 * accumulator. Custom triggers, evictors, previews and discarding corrections are refused.
 *
 * @param gapMs the longest pause within a session, in milliseconds; 1 or more
 * @param maxLengthMs the longest a session may be, in milliseconds; 1 or more, {@link
 *     EventTimes#MAX} for no limit
 * @param ends true for an event with which its session ends
 */
public record EndingSessionWindows<T>(long gapMs, long maxLengthMs, Filter<? super T> ends)
    implements WindowAssigner<T> {
  /** Refuses settings that make no sense. */
  public EndingSessionWindows {
    Settings.positiveMs("the gap of sessions", gapMs);
    Settings.positiveMs("the maximal length of sessions", maxLengthMs);
  }

  /** The same, cut so that none lasts longer than {@code maxLength}. */
  public EndingSessionWindows<T> maxLength(Duration maxLength) {
    return new EndingSessionWindows<>(gapMs, EventTimes.millis(maxLength), ends);
  }

  /** The window of the event alone; how windows become one is up to the operator. */
  @Override
  public List<TimeWindow> assign(T value, long timeMs) {
    EventTimes.check(timeMs);
    long lengthMs = ends.test(value) ? 1 : Math.min(gapMs, maxLengthMs);
    return List.of(new TimeWindow(timeMs, EventTimes.plus(timeMs, lengthMs)));
  }

  @Override
  public boolean merging() {
    return true;
  }

  @Override
  public String describe() {
    String limit =
        maxLengthMs == EventTimes.MAX ? "" : ", at most " + Texts.duration(maxLengthMs) + " long";
    return "session with a gap of " + Texts.duration(gapMs) + limit + ", ended by events";
  }
}
