package io.millrace.api.stream;

import io.millrace.api.operator.Emit;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.ValueState;
import java.io.Serializable;

/** What to do when a timer of a key fires, given one value of state. */
@FunctionalInterface
public interface OnTimer<K, S, R> extends Serializable {
  /** Processes the timer; gives what is emitted. */
  Emit<R> on(TimerEvent timer, ValueState<S> state, HandlerContext<K> context);
}
