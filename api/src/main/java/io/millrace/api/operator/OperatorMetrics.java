package io.millrace.api.operator;

/**
 * Counters of one operator in one subtask. Single-threaded; count once per batch where possible.
 */
public interface OperatorMetrics {
  /** That many events that came in have met that fate. */
  void count(Fate fate, long events);

  /** That many more (or, if negative, fewer) events are inside the operator without a fate yet. */
  void inFlight(long change);

  /**
   * That many events were inside the operator when the checkpoint was taken which the job goes on
   * from: they count as come in, and are in flight.
   */
  default void restored(long events) {
    inFlight(events);
  }

  /** Windows that are open more (or fewer). */
  void openWindows(long change);

  /** That many windows fired. */
  void firedWindows(long count);
}
