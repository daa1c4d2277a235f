package io.millrace.api.backend;

/**
 * Timers of one subtask, each a (time, slot, tag) with at most one of the same three. Ordered by
 * time, then by the order of setting. Single-threaded; setting and firing cost O(log n). A key with
 * a timer keeps its slot.
 *
 * @param <N> what tells the timers of one key apart: a name, a window
 */
public interface TimerTable<N> {
  /** Sets a timer; false if the same one was set already. */
  boolean set(long timeMs, int slot, N tag);

  /** Cancels a timer; false if there was none. */
  boolean cancel(long timeMs, int slot, N tag);

  /**
   * The time of the earliest timer, or {@link io.millrace.api.time.EventTimes#MAX} if there is
   * none.
   */
  long nextTime();

  /**
   * Removes the earliest timer if it is due at {@code timeMs} and gives it to {@code firing}; false
   * if none is due.
   */
  boolean pollDue(long timeMs, Firing<? super N> firing);

  /** How many timers are set. */
  int size();

  /** Receives a timer that fires. */
  interface Firing<N> {
    /** The timer fires. It is not in the table any more and may be set again. */
    void fire(long timeMs, int slot, N tag);
  }
}
