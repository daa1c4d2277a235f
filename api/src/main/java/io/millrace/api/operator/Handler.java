package io.millrace.api.operator;

import io.millrace.api.state.StateAccess;

/**
 * A user's logic on a keyed stream, with state and timers: one instance for each subtask, used by
 * one thread. Its type arguments are read from the class, so write a class, not a lambda.
 *
 * @param <K> the key
 * @param <T> what it takes
 * @param <R> what it emits
 */
public interface Handler<K, T, R> {
  /** Called once, to get the handles of its state. */
  default void open(StateAccess state) {}

  /** An event of the current key. */
  void onEvent(T value, HandlerContext<K> context, Output<R> out);

  /** A timer of the current key. */
  default void onTimer(TimerEvent timer, HandlerContext<K> context, Output<R> out) {}
}
