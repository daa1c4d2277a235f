package io.millrace.core.state;

import io.millrace.api.aggregate.AccumulatorCodecs;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.state.FoldedState;
import io.millrace.api.state.ListState;
import io.millrace.api.state.MapState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.StateTtl;
import io.millrace.api.state.ValueState;
import io.millrace.api.time.EventTimes;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keyed state of one operator in one subtask, as user code sees it. Each spec is a column of
 * the store; a handle reads and writes it at the slot of the {@link KeyCursor}. A key's slot is
 * retained while one of its states holds something.
 *
 * <ul>
 *   <li><b>Threads:</b> one, the subtask's.
 *   <li><b>Time to live:</b> by the wall clock. State that has expired is not seen (or once, if the
 *       spec says so) and goes when it is read, or when {@link #sweep} comes by: reading is never
 *       needed to get rid of it.
 *   <li><b>Fails:</b> with {@code STATE_INVALID} on two specs of one name and outside callbacks.
 * </ul>
 */
public final class StateHandles implements StateAccess {
  private final String operatorId;
  private final KeyedStateStore store;
  private final TimeSource time;
  private final KeyCursor cursor;
  private final Set<String> names = new HashSet<>();
  private final Sweeper sweeper;

  /** The state of an operator over its store; handles follow {@code cursor}. */
  public StateHandles(String operatorId, KeyedStateStore store, TimeSource time, KeyCursor cursor) {
    this.operatorId = operatorId;
    this.store = store;
    this.time = time;
    this.cursor = cursor;
    this.sweeper = new Sweeper(store);
  }

  @Override
  public <T> ValueState<T> value(StateSpec.Value<T> spec) {
    Cells<T> cells = cells(spec, codec(spec, spec.type()));
    StateTtl ttl = spec.ttl();
    if (ttl == null) {
      return new ValueHandle<>(cells, spec.initial());
    }
    return new ExpiringValueHandle<>(stamped(spec, cells, ttl), spec.initial());
  }

  @Override
  public <T> ListState<T> list(StateSpec.Items<T> spec) {
    Codec<T> item = codec(spec, spec.type());
    StateTtl ttl = spec.ttl();
    if (ttl == null) {
      return new ListHandle<>(cells(spec, StateCodecs.list(item)));
    }
    Cells<List<Stamped<T>>> cells = cells(spec, StateCodecs.list(StateCodecs.stamped(item)));
    ExpiringListHandle<T> handle = new ExpiringListHandle<>(cells, new Expiry(ttl, time));
    sweeper.add(handle);
    return handle;
  }

  @Override
  public <K, V> MapState<K, V> map(StateSpec.Entries<K, V> spec) {
    Codec<K> key = codec(spec, spec.keyType());
    Codec<V> value = codec(spec, spec.valueType());
    StateTtl ttl = spec.ttl();
    if (ttl == null) {
      return new MapHandle<>(cells(spec, StateCodecs.map(key, value)));
    }
    Cells<Map<K, Stamped<V>>> cells = cells(spec, StateCodecs.map(key, StateCodecs.stamped(value)));
    ExpiringMapHandle<K, V> handle = new ExpiringMapHandle<>(cells, new Expiry(ttl, time));
    sweeper.add(handle);
    return handle;
  }

  @Override
  public <T, A, R> FoldedState<T, R> folded(StateSpec.Folded<T, A, R> spec) {
    // The aggregate knows best how its accumulators look, and makes them such that they can be
    // added
    // to again.
    Codec<A> own = AccumulatorCodecs.of(spec.aggregate(), spec.type(), where(spec));
    Cells<A> cells = cells(spec, own == null ? codec(spec, spec.type()) : own);
    StateTtl ttl = spec.ttl();
    if (ttl == null) {
      return new FoldedHandle<>(cells, spec.aggregate());
    }
    return new ExpiringFoldedHandle<>(stamped(spec, cells, ttl), spec.aggregate());
  }

  /** True if some state has a time to live. */
  public boolean expires() {
    return sweeper.shortestMs() != EventTimes.MAX;
  }

  /** The shortest time to live in milliseconds; {@code EventTimes.MAX} if there is none. */
  public long shortestTtlMs() {
    return sweeper.shortestMs();
  }

  /**
   * Removes what has expired from the next {@code slots} slots, round and round. Call it after each
   * batch; costs O(slots × states with a time to live).
   */
  public void sweep(int slots) {
    if (expires()) {
      sweeper.sweep(time.wallMillis(), slots, false);
    }
  }

  /**
   * The same for when nothing comes in. Leaves alone what a read may still see once, so that a read
   * sees the same whether or not the engine was idle.
   */
  public void sweepIdle(int slots) {
    if (expires()) {
      sweeper.sweep(time.wallMillis(), slots, true);
    }
  }

  private <S> Cells<S> cells(StateSpec spec, Codec<S> codec) {
    if (!names.add(spec.name())) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "operator '"
              + operatorId
              + "' has two states named '"
              + spec.name()
              + "'. Give one of them another name, and get each handle once, in open.");
    }
    return new Cells<>(store, cursor, store.objects(ColumnSpec.objects(spec.name(), codec), 0));
  }

  private <S> StampedCells<S> stamped(StateSpec spec, Cells<S> cells, StateTtl ttl) {
    ColumnSpec touched = ColumnSpec.longs(spec.name() + "/touched");
    StampedCells<S> stamped =
        new StampedCells<>(cells, store.longs(touched, 0), new Expiry(ttl, time));
    sweeper.add(stamped);
    return stamped;
  }

  private <S> Codec<S> codec(StateSpec spec, Type type) {
    return Codecs.derive(type, where(spec));
  }

  private String where(StateSpec spec) {
    return "state '" + spec.name() + "' of operator '" + operatorId + "'";
  }
}
