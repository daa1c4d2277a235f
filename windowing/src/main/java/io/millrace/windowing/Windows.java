package io.millrace.windowing;

import io.millrace.api.function.Mapper;
import java.time.Duration;

/**
 * The shapes of windows: {@code keyed.window(Windows.tumbling(Duration.ofMinutes(1)))}.
 *
 * <p>Windows of time go by event time unless {@code processingTime()} is added, and are aligned to
 * the epoch, UTC, unless an {@code offset(…)} is added. All shapes are immutable; share them
 * freely. A setting that makes no sense is refused with {@code WINDOW_INVALID} when the shape is
 * made.
 */
public final class Windows {
  private Windows() {}

  /** Windows of one size, one after the other: each event is in exactly one. */
  public static TumblingWindows tumbling(Duration size) {
    return TumblingWindows.of(size);
  }

  /**
   * Windows of one size that start every {@code slide}. They overlap if the slide is smaller than
   * the size, and leave gaps if it is larger; it need not divide the size.
   */
  public static SlidingWindows sliding(Duration size, Duration slide) {
    return SlidingWindows.of(size, slide);
  }

  /** Windows that last as long as no {@code gap} without an event of the key comes. */
  public static SessionWindows session(Duration gap) {
    return SessionWindows.of(gap);
  }

  /**
   * Sessions in which each event says itself how long to wait for the next.
   *
   * @param gap the wait after an event, above zero; must always give the same for the same event
   */
  public static <T> DynamicSessionWindows<T> dynamicSession(Mapper<? super T, Duration> gap) {
    return DynamicSessionWindows.of(gap);
  }

  /** Every {@code count} events of a key. What is left at the end of the stream is not emitted. */
  public static CountWindows count(long count) {
    return CountWindows.of(count, count);
  }

  /** Every {@code slide} events of a key, over the last {@code count} of them. */
  public static CountWindows count(long count, long slide) {
    return CountWindows.of(count, slide);
  }

  /** One window for all events of a key. Fires only if a trigger says so. */
  public static GlobalWindows global() {
    return GlobalWindows.never();
  }

  /** One window for all events of a key that fires once, at the end of the stream. */
  public static GlobalWindows globalUntilEnd() {
    return GlobalWindows.untilEnd();
  }
}
