package io.millrace.api.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The map of the current key, in order of insertion. Valid only inside a callback of its operator.
 */
public interface MapState<K, V> {
  /** The value under {@code key}, or null. */
  @Nullable V get(K key);

  /** Puts a value under {@code key}. */
  void put(K key, V value);

  /** True if there is a value under {@code key}. */
  boolean contains(K key);

  /** Removes what is under {@code key}. */
  void remove(K key);

  /** All entries; a copy that stays as it is. */
  Map<K, V> entries();

  /** Forgets all entries. */
  void clear();
}
