package io.millrace.api.stream;

import io.millrace.api.operator.Emit;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.state.ValueState;
import java.io.Serializable;

/** What to do with an event of a key, given one value of state. */
@FunctionalInterface
public interface OnEvent<K, T, S, R> extends Serializable {
  /** Processes the event; gives what is emitted. */
  Emit<R> on(T event, ValueState<S> state, HandlerContext<K> context);
}
