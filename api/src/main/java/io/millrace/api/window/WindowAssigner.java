package io.millrace.api.window;

import io.millrace.api.time.TimeDomain;
import java.util.List;

/**
 * Says which windows an event belongs to: a pure function of the event and its time. Stateless,
 * shared by all subtasks.
 *
 * @param <T> the type of the events it can read; {@code Object} if it only needs their times
 */
public interface WindowAssigner<T> {
  /**
   * The windows of an event, in ascending order; empty if it belongs to none.
   *
   * @param timeMs the event time, or for processing-time windows the wall clock, in milliseconds
   */
  List<? extends Window> assign(T value, long timeMs);

  /** Which clock the windows go by. */
  default TimeDomain domain() {
    return TimeDomain.EVENT;
  }

  /** True if it looks at times at all; windows over everything or by count do not. */
  default boolean usesTime() {
    return true;
  }

  /** True if windows of one key that touch become one, as sessions do. Only time windows merge. */
  default boolean merging() {
    return false;
  }

  /**
   * For people: what it is and its settings, such as {@code tumbling PT1M}. It is stored in
   * checkpoints: state of windows that are described otherwise is refused.
   */
  String describe();
}
