package io.millrace.state.memory;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/**
 * A key index of this backend: what a store needs of it beyond looking keys up. The store's thread
 * only.
 */
abstract sealed class SlotKeys implements KeyIndex permits LongKeyIndex, ObjectKeyIndex {
  /** How many keys are hashed before the first is probed. */
  static final int CHUNK = 1024;

  /**
   * Told when a slot is given back, so that no column shows the old key's values to the next one.
   */
  @FunctionalInterface
  interface FreeListener {
    /** The slot was given back. */
    void freed(int slot);
  }

  private final Slots slots;
  private final FreeListener listener;

  SlotKeys(Slots slots, FreeListener listener) {
    this.slots = slots;
    this.listener = listener;
  }

  /** The keys by slot, as a column. */
  abstract MemoryColumn column();

  /** Bytes of the table. */
  abstract long bytes();

  @Override
  public final boolean occupied(int slot) {
    return slots.taken(slot);
  }

  @Override
  public final int size() {
    return slots.size();
  }

  @Override
  public final int slotBound() {
    return slots.bound();
  }

  final int takeSlot() {
    return slots.take();
  }

  final void giveSlot(int slot) {
    slots.give(slot);
    listener.freed(slot);
  }

  final void checkOccupied(int slot) {
    if (!slots.taken(slot)) {
      throw new MillraceException(
          ApiError.BUG,
          "slot "
              + slot
              + " holds no key, of "
              + slots.bound()
              + " slots. Use slots of this store only.");
    }
  }

  /**
   * How many keys a table of that size holds before it grows. A quarter is filled at most while the
   * table is small, which makes nearly every first probe a hit (measured: 3.1 ns a key against 4.4
   * ns); later half of it, because then its size costs more cache misses than it saves probes.
   */
  static int limitOf(int capacity) {
    return capacity > 1 << 18 ? capacity / 2 : capacity / 4;
  }

  /** The size of a table for that many keys, a power of two, at least {@code capacity}. */
  static int grown(int capacity, int keys) {
    int size = capacity;
    while (limitOf(size) < keys) {
      if (size == 1 << 30) {
        throw new MillraceException(
            ApiError.STATE_INVALID,
            "one subtask would hold "
                + keys
                + " keys, at most "
                + limitOf(size)
                + " fit. Use a higher parallelism.");
      }
      size *= 2;
    }
    return size;
  }

  static MillraceException wrongKind(boolean longKeys) {
    return new MillraceException(
        ApiError.BUG,
        "the store was opened for "
            + (longKeys ? "long" : "object")
            + " keys but asked with "
            + (longKeys ? "object" : "long")
            + " keys. Set longKeys of the StoreSpec to what the stage resolves.");
  }
}
