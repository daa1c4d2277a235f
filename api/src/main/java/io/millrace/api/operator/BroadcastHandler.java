package io.millrace.api.operator;

import io.millrace.api.state.StateAccess;
import java.util.function.Consumer;

/**
 * A user's logic on a keyed stream beside a broadcast one. Every subtask sees all broadcast events
 * and keeps the same broadcast state, a map that events of the keyed side may read but not write.
 * One instance for each subtask; what it does with a broadcast event must be deterministic, or
 * subtasks drift apart.
 *
 * @param <K> the key
 * @param <T> the keyed events
 * @param <B> the broadcast events
 * @param <R> what it emits
 */
public interface BroadcastHandler<K, T, B, R> {
  /** Called once, to get the handles of the keyed state. */
  default void open(StateAccess state) {}

  /** An event of the keyed side. */
  void onEvent(T value, Context<K> context, Output<R> out);

  /** A broadcast event; there is no current key. */
  void onBroadcast(B value, BroadcastContext<K> context, Output<R> out);

  /** A timer of the current key. */
  default void onTimer(TimerEvent timer, Context<K> context, Output<R> out) {}

  /** What the keyed side may ask. */
  interface Context<K> extends HandlerContext<K> {
    /** The broadcast state of that name; read-only. */
    <A, V> java.util.Map<A, V> broadcast(io.millrace.api.state.StateSpec.Entries<A, V> spec);
  }

  /** What the broadcast side may ask. */
  interface BroadcastContext<K> {
    /** The event time in milliseconds. */
    long timeMs();

    /** The watermark in milliseconds. */
    long watermarkMs();

    /** The broadcast state of that name; may be changed. */
    <A, V> java.util.Map<A, V> broadcast(io.millrace.api.state.StateSpec.Entries<A, V> spec);

    /**
     * Visits every key of this subtask that has state; inside the visit the key is the current one.
     */
    void forEachKey(Consumer<K> visit);
  }
}
