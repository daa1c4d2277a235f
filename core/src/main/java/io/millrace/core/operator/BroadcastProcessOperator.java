package io.millrace.core.operator;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.state.StateSpec;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a user's {@link BroadcastHandler}: the left input is keyed, the right one goes to all
 * subtasks and has no slots. Broadcast state is a plain map of this subtask, saved whole with each
 * checkpoint. Otherwise as {@link ProcessOperator}.
 *
 * @param <K> the key
 * @param <T> the keyed events
 * @param <B> the broadcast events
 * @param <R> what it emits
 */
@SuppressWarnings("NullAway.Init") // open comes first and sets the rest
public final class BroadcastProcessOperator<K, T, B, R>
    implements TwoInputOperator<T, B, R>, Resumable<R>, UnkeyedState {
  private final BroadcastHandler<K, T, B, R> handler;
  private final BroadcastMaps maps = new BroadcastMaps();
  private OperatorContext context;
  private KeyedCallbacks<R> callbacks;
  private KeyedSide<K> keyed;
  private BroadcastSide broadcast;

  /** Runs a handler that nobody else uses. */
  public BroadcastProcessOperator(BroadcastHandler<K, T, B, R> handler) {
    this.handler = handler;
  }

  @Override
  public void open(OperatorContext operatorContext) {
    context = operatorContext;
    maps.operatorId(context.operatorId());
    callbacks =
        new KeyedCallbacks<>(
            context,
            (timer, out) -> {
              keyed.at(timer.timeMs());
              handler.onTimer(timer, keyed, out);
            });
    keyed = new KeyedSide<>(callbacks, context, maps);
    broadcast = new BroadcastSide();
    handler.open(callbacks.state());
    callbacks.opened();
  }

  @Override
  public void processLeft(Batch<T> batch, Output<R> out) {
    int[] slots = batch.slots();
    int n = batch.size();
    int i = 0;
    try {
      for (; i < n; i++) {
        callbacks.cursor().moveTo(slots[i]);
        keyed.at(batch.times()[i]);
        handler.onEvent(batch.value(i), keyed, out);
      }
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, i, e);
    }
    context.metrics().count(Fate.OUT, n);
    callbacks.afterBatch(n);
  }

  @Override
  public void processRight(Batch<B> batch, Output<R> out) {
    int n = batch.size();
    int i = 0;
    callbacks.cursor().leave();
    try {
      for (; i < n; i++) {
        broadcast.timeMs = batch.times()[i];
        handler.onBroadcast(batch.value(i), broadcast, out);
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

  @Override
  public void saveUnkeyed(DataWriter out) {
    maps.save(out);
  }

  @Override
  public void restoreUnkeyed(DataReader in) {
    maps.restore(in);
  }

  /** What the keyed side sees: the current key, and broadcast state to read. */
  private static final class KeyedSide<K> extends KeyScope<K>
      implements BroadcastHandler.Context<K> {
    private final BroadcastMaps maps;

    KeyedSide(KeyedCallbacks<?> callbacks, OperatorContext context, BroadcastMaps maps) {
      super(callbacks, context);
      this.maps = maps;
    }

    @Override
    public <A, V> Map<A, V> broadcast(StateSpec.Entries<A, V> spec) {
      return maps.readOnly(spec);
    }
  }

  /**
   * What the broadcast side sees: no key, broadcast state to change, and all keys one after
   * another.
   */
  private final class BroadcastSide implements BroadcastHandler.BroadcastContext<K> {
    private long timeMs;

    @Override
    public long timeMs() {
      return timeMs;
    }

    @Override
    public long watermarkMs() {
      return callbacks.watermark();
    }

    @Override
    public <A, V> Map<A, V> broadcast(StateSpec.Entries<A, V> spec) {
      return maps.editable(spec);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void forEachKey(Consumer<K> visit) {
      KeyIndex keys = context.store().keys();
      int bound = keys.slotBound();
      try {
        for (int slot = 0; slot < bound; slot++) {
          if (keys.occupied(slot)) {
            callbacks.cursor().moveTo(slot);
            visit.accept((K) keys.keyAt(slot));
          }
        }
      } finally {
        callbacks.cursor().leave();
      }
    }
  }
}
