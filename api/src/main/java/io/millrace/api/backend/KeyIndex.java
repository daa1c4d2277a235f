package io.millrace.api.backend;

import org.jspecify.annotations.Nullable;

/**
 * Gives every key of one subtask a dense number, its <em>slot</em>. All state of the key lies at
 * that slot of its columns.
 *
 * <ul>
 *   <li><b>Threads:</b> one, the subtask's.
 *   <li><b>Cost:</b> one lookup per event and keyed stage, a batch at a time so that cache misses
 *       overlap; no allocation but growth.
 *   <li><b>Slots:</b> start at 0 and are reused after {@link #free}.
 * </ul>
 */
public interface KeyIndex {
  /** Keys are kept as primitive longs if true, as objects otherwise. Only {@code long} keys are. */
  boolean longKeys();

  /** Finds or makes the slots of {@code count} long keys. */
  void resolve(long[] keys, int count, int[] slots);

  /**
   * Finds or makes the slots of {@code count} object keys; a null key is refused with a clear
   * error.
   */
  void resolve(@Nullable Object[] keys, int count, int[] slots);

  /** The slot of a key, or -1. Boxed for long keys. */
  int find(Object key);

  /** The key at a slot, boxed for long keys. */
  Object keyAt(int slot);

  /** The long key at a slot; only if {@link #longKeys()}. */
  long longKeyAt(int slot);

  /** True if the slot holds a key. */
  boolean occupied(int slot);

  /** Forgets the key at a slot; the slot will be given to another key. */
  void free(int slot);

  /** How many keys there are. */
  int size();

  /** One past the highest slot ever given. */
  int slotBound();
}
