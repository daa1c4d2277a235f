package io.millrace.api.operator;

import io.millrace.api.state.StateAccess;

/**
 * A user's logic on two keyed streams that share keys, state and timers. One instance for each
 * subtask.
 *
 * @param <K> the key
 * @param <L> what comes from the left
 * @param <R> what comes from the right
 * @param <O> what it emits
 */
public interface PairHandler<K, L, R, O> {
  /** Called once, to get the handles of its state. */
  default void open(StateAccess state) {}

  /** An event from the left. */
  void onLeft(L value, HandlerContext<K> context, Output<O> out);

  /** An event from the right. */
  void onRight(R value, HandlerContext<K> context, Output<O> out);

  /** A timer of the current key. */
  default void onTimer(TimerEvent timer, HandlerContext<K> context, Output<O> out) {}
}
