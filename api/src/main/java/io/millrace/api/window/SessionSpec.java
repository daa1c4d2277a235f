package io.millrace.api.window;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Filter;
import io.millrace.api.time.EventTimes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Event-time sessions as {@code KeyedStream.session(gap, spec -> …)} asks for them: they last until
 * the gap has passed without an event of the key, and may end earlier. Immutable. What it says is
 * carried out by the module {@code windowing}.
 *
 * @param gapMs the longest pause within a session, in milliseconds; 1 or more
 * @param maxLengthMs the longest a session may be, in milliseconds; {@link EventTimes#MAX} for no
 *     limit
 * @param ends true for an event with which its session ends; null for none
 */
public record SessionSpec<T>(long gapMs, long maxLengthMs, @Nullable Filter<? super T> ends)
    implements WindowAssigner<T> {
  /** Refuses settings that make no sense. */
  public SessionSpec {
    positive("the gap of sessions", gapMs);
    positive("the maximal length of sessions", maxLengthMs);
  }

  /** Sessions that end with their gap only. */
  public static <T> SessionSpec<T> of(Duration gap) {
    return new SessionSpec<>(EventTimes.millis(gap), EventTimes.MAX, null);
  }

  private static void positive(String what, long millis) {
    if (millis < 1) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID, what + " must be 1 ms or more, was " + millis + " ms.");
    }
  }

  /** The same, cut so that none lasts longer than {@code maxLength}. */
  public SessionSpec<T> maxLength(Duration maxLength) {
    return new SessionSpec<>(gapMs, EventTimes.millis(maxLength), ends);
  }

  /** The same, ended also by an event that {@code end} accepts, which still belongs to it. */
  public SessionSpec<T> endsWith(Filter<? super T> end) {
    return new SessionSpec<>(gapMs, maxLengthMs, end);
  }

  /** True if its sessions end with their gap only. */
  public boolean plain() {
    return ends == null && maxLengthMs == EventTimes.MAX;
  }

  /** The window of the event alone; how windows become one is up to the operator. */
  @Override
  public List<TimeWindow> assign(T value, long timeMs) {
    EventTimes.check(timeMs);
    boolean end = ends != null && ends.test(value);
    long lengthMs = end ? 1 : Math.min(gapMs, maxLengthMs);
    return List.of(new TimeWindow(timeMs, EventTimes.plus(timeMs, lengthMs)));
  }

  @Override
  public boolean merging() {
    return true;
  }

  @Override
  public String describe() {
    return "session with a gap of "
        + Duration.ofMillis(gapMs)
        + (maxLengthMs == EventTimes.MAX ? "" : ", at most " + Duration.ofMillis(maxLengthMs))
        + (ends == null ? "" : ", ended by events");
  }
}
