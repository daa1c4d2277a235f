package io.millrace.core.operator;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.TwoInputOperator;

/**
 * Runs a user's {@link PairHandler}: two keyed inputs that share keys, state and timers. Both
 * sides' slots come from the one store. Otherwise as {@link ProcessOperator}.
 *
 * @param <K> the key
 * @param <L> what comes from the left
 * @param <R> what comes from the right
 * @param <O> what it emits
 */
@SuppressWarnings("NullAway.Init") // open comes first and sets the rest
public final class PairProcessOperator<K, L, R, O>
    implements TwoInputOperator<L, R, O>, Resumable<O> {
  private final PairHandler<K, L, R, O> handler;
  private OperatorContext context;
  private KeyedCallbacks<O> callbacks;
  private KeyScope<K> scope;

  /** Runs a handler that nobody else uses. */
  public PairProcessOperator(PairHandler<K, L, R, O> handler) {
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
  public void processLeft(Batch<L> batch, Output<O> out) {
    int n = batch.size();
    int i = 0;
    try {
      for (; i < n; i++) {
        enter(batch, i);
        handler.onLeft(batch.value(i), scope, out);
      }
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, i, e);
    }
    leave(n);
  }

  @Override
  public void processRight(Batch<R> batch, Output<O> out) {
    int n = batch.size();
    int i = 0;
    try {
      for (; i < n; i++) {
        enter(batch, i);
        handler.onRight(batch.value(i), scope, out);
      }
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, i, e);
    }
    leave(n);
  }

  private void enter(Batch<?> batch, int place) {
    callbacks.cursor().moveTo(batch.slots()[place]);
    scope.at(batch.times()[place]);
  }

  private void leave(int events) {
    context.metrics().count(Fate.OUT, events);
    callbacks.afterBatch(events);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<O> out) {
    callbacks.onWatermark(watermarkMs, out);
  }

  @Override
  public void onProcessingTime(long wallMs, Output<O> out) {
    callbacks.onProcessingTime(wallMs, out);
  }

  @Override
  public boolean pending() {
    return callbacks.pending();
  }

  @Override
  public void resume(Output<O> out) {
    callbacks.resume(out);
  }
}
