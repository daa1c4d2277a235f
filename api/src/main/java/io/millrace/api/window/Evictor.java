package io.millrace.api.window;

import java.util.List;

/**
 * Removes events from a window's content before or after it is aggregated. Windows with an evictor
 * keep every event, not an accumulator. Stateless, shared.
 *
 * @param <T> the type of the events it can read
 */
public interface Evictor<T> {
  /** When it runs. */
  enum When {
    /** Before the aggregation. */
    BEFORE,
    /** After the aggregation. */
    AFTER
  }

  /** When it runs. */
  When when();

  /** Removes what must go from {@code content}, which is in order of arrival and may be changed. */
  void evict(List<Timed<T>> content, Window window);

  /** For people: what it is and its settings. */
  String describe();

  /**
   * An event in a window.
   *
   * @param value the event
   * @param timeMs its time in milliseconds
   */
  record Timed<T>(T value, long timeMs) {}
}
