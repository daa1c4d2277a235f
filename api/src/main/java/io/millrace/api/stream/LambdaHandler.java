package io.millrace.api.stream;

import io.millrace.api.operator.Emit;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A handler made of two lambdas and one value of state. */
final class LambdaHandler<K, T, S, R> implements Handler<K, T, R> {
  private final StateSpec.Value<S> spec;
  private final OnEvent<K, T, S, R> onEvent;
  private final OnTimer<K, S, R> onTimer;
  private @Nullable ValueState<S> state;

  LambdaHandler(StateSpec.Value<S> spec, OnEvent<K, T, S, R> onEvent, OnTimer<K, S, R> onTimer) {
    this.spec = spec;
    this.onEvent = onEvent;
    this.onTimer = onTimer;
  }

  @Override
  public void open(StateAccess access) {
    state = access.value(spec);
  }

  @Override
  public void onEvent(T value, HandlerContext<K> context, Output<R> out) {
    emit(onEvent.on(value, Objects.requireNonNull(state), context), context, out);
  }

  @Override
  public void onTimer(TimerEvent timer, HandlerContext<K> context, Output<R> out) {
    emit(onTimer.on(timer, Objects.requireNonNull(state), context), context, out);
  }

  private static <R> void emit(Emit<R> emit, HandlerContext<?> context, Output<R> out) {
    List<R> values = emit.values();
    for (int i = 0; i < values.size(); i++) {
      out.emit(values.get(i), context.timeMs());
    }
  }
}
