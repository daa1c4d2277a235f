package io.millrace.api.operator;

/**
 * An operator whose results come some time after their events, such as one that asks something
 * outside. Optional. It keeps watermarks back behind the events that came before them, so for such
 * an operator the engine
 *
 * <ul>
 *   <li>passes no batch to it while it is {@link #blocked};
 *   <li>calls {@link #poll} whenever the operator is not {@link #idle}, until it gives false, and
 *       after that again once the wake-up has been called or {@link #pollAtNanos} is reached;
 *   <li>after {@code onWatermark} and after each {@code poll} passes on {@link #releasedWatermark}
 *       if it has moved, in place of the watermark that came in, behind what was emitted;
 *   <li>waits until it is idle before it ends.
 * </ul>
 *
 * A checkpoint does not wait: the operator implements {@link UnkeyedState} and saves the events
 * that are under way and the watermarks that are kept back, in their order, with {@link
 * UnkeyedState.Deal#EACH_TO_ONE}. Restored events are told to {@link OperatorMetrics#restored}.
 *
 * <p>Everything runs on the task's thread, but for the wake-up.
 *
 * @param <O> what it emits
 */
public interface Polled<O> {
  /** True if it cannot take another batch now. */
  boolean blocked();

  /**
   * True if nothing is under way or kept back: all events have met their fate and all watermarks
   * were released.
   */
  boolean idle();

  /**
   * Emits what is ready, up to a bound or the next watermark that was kept back; true if there may
   * be more right now.
   */
  boolean poll(PolledOutput<O> out);

  /**
   * The largest watermark all of whose earlier events have been emitted; {@code EventTimes.MIN} for
   * none yet.
   */
  long releasedWatermark();

  /**
   * When to poll next if nothing wakes it before, by the monotonic clock; {@code Long.MAX_VALUE}
   * for never.
   */
  long pollAtNanos();

  /**
   * Gives it what to call when something is ready. Callable from any thread, cheap, may be called
   * too often.
   */
  void wakeWith(Runnable wake);
}
