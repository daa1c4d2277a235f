package io.millrace.api.state;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declares one piece of keyed state: its name, shape, types and time to live. Pure data, compared
 * by value; the handle is got from {@code StateAccess} when an operator opens. Names are unique
 * within an operator and are part of a checkpoint's identity.
 */
public sealed interface StateSpec {
  /** The name, unique within its operator. */
  String name();

  /** When it is forgotten by itself; null for never. */
  @Nullable StateTtl ttl();

  /** One value per key. */
  record Value<T>(String name, Type type, @Nullable T initial, @Nullable StateTtl ttl)
      implements StateSpec {
    /** The same with a time to live since creation or last write. */
    public Value<T> ttl(Duration duration) {
      return ttl(StateTtl.afterWrite(duration));
    }

    /** The same with that time to live. */
    public Value<T> ttl(StateTtl timeToLive) {
      return new Value<>(name, type, initial, timeToLive);
    }
  }

  /** A list per key. */
  record Items<T>(String name, Type type, @Nullable StateTtl ttl) implements StateSpec {
    /** The same with that time to live, for each item by itself. */
    public Items<T> ttl(StateTtl timeToLive) {
      return new Items<>(name, type, timeToLive);
    }
  }

  /** A map per key. */
  record Entries<K, V>(String name, Type keyType, Type valueType, @Nullable StateTtl ttl)
      implements StateSpec {
    /** The same with that time to live, for each entry by itself. */
    public Entries<K, V> ttl(StateTtl timeToLive) {
      return new Entries<>(name, keyType, valueType, timeToLive);
    }
  }

  /** A running aggregate per key; reducing state is the case in which all three types are one. */
  record Folded<T, A, R>(
      String name, Type type, Aggregate<T, A, R> aggregate, @Nullable StateTtl ttl)
      implements StateSpec {
    /** The same with that time to live. */
    public Folded<T, A, R> ttl(StateTtl timeToLive) {
      return new Folded<>(name, type, aggregate, timeToLive);
    }
  }

  /** One value per key, absent ({@code null}) until set. */
  static <T> Value<T> value(String name, Class<T> type) {
    return new Value<>(name, type, null, null);
  }

  /** One value per key of a type with type arguments, absent until set. */
  static <T> Value<T> value(String name, TypeRef<T> type) {
    return new Value<>(name, type.type(), null, null);
  }

  /**
   * One value per key, {@code initial} until set; for operators with a single piece of state, named
   * {@code state}.
   */
  static <T> Value<T> of(Class<T> type, T initial) {
    return new Value<>("state", type, initial, null);
  }

  /** A list per key. */
  static <T> Items<T> list(String name, Class<T> type) {
    return new Items<>(name, type, null);
  }

  /** A map per key. */
  static <K, V> Entries<K, V> map(String name, Class<K> keyType, Class<V> valueType) {
    return new Entries<>(name, keyType, valueType, null);
  }

  /** A value per key into which others are folded by {@code reducer}. */
  static <T> Folded<T, ?, T> reducing(
      String name,
      Class<T> type,
      io.millrace.api.function.Combiner<? super T, ? super T, ? extends T> reducer) {
    return new Folded<>(name, type, Aggregates.reduce(reducer), null);
  }

  /** A running aggregate per key; {@code type} is the type of its accumulator. */
  static <T, A, R> Folded<T, A, R> aggregating(
      String name, Class<?> type, Aggregate<T, A, R> aggregate) {
    return new Folded<>(name, type, aggregate, null);
  }
}
