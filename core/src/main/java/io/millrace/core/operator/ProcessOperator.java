package io.millrace.core.operator;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;

/**
 * Runs a user's {@link Handler}: one keyed input, state and timers.
 *
 * <ul>
 *   <li><b>Threads:</b> one, the subtask's.
 *   <li><b>Time:</b> during a timer {@code timeMs} is the timer's time, also for one of the wall
 *       clock.
 *   <li><b>Fails:</b> with {@code OPERATOR_FAILED}, naming the event's position, if the handler
 *       throws.
 * </ul>
 *
 * @param <K> the key
 * @param <T> what it takes
 * @param <R> what it emits
 */
@SuppressWarnings("NullAway.Init") // open comes first and sets the rest
public final class ProcessOperator<K, T, R> implements BatchOperator<T, R>, Resumable<R> {
  private final Handler<K, T, R> handler;
  private OperatorContext context;
  private KeyedCallbacks<R> callbacks;
  private KeyScope<K> scope;

  /** Runs a handler that nobody else uses. */
  public ProcessOperator(Handler<K, T, R> handler) {
    this.handler = handler;
  }

  @Override
  public void open(OperatorContext operatorContext) {
    context = operatorContext;
    context.store().forgetsSlots();
    callbacks =
        new KeyedCallbacks<>(
            context,
            (timer, out) -> {
              scope.at(timer.timeMs());
              handler.onTimer(timer, scope, out);
            });
    scope = new KeyScope<>(callbacks, context);
    handler.open(callbacks.state());
    callbacks.opened();
  }

  @Override
  public void process(Batch<T> batch, Output<R> out) {
    int[] slots = batch.slots();
    long[] times = batch.times();
    int n = batch.size();
    int i = 0;
    try {
      for (; i < n; i++) {
        callbacks.cursor().moveTo(slots[i]);
        scope.at(times[i]);
        handler.onEvent(batch.value(i), scope, out);
      }
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, i, e);
    }
    context.metrics().count(Fate.OUT, n);
    callbacks.afterBatch(n);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<R> out) {
    callbacks.onWatermark(watermarkMs, out);
  }

  @Override
  public void onProcessingTime(long wallMs, Output<R> out) {
    callbacks.onProcessingTime(wallMs, out);
  }

  @Override
  public boolean pending() {
    return callbacks.pending();
  }

  @Override
  public void resume(Output<R> out) {
    callbacks.resume(out);
  }
}
