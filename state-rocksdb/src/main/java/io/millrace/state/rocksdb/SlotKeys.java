package io.millrace.state.rocksdb;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/**
 * The index of the keys that are resident. A key that is not found here may be in the database: the
 * owner is asked, a batch at a time. The store's thread only.
 */
abstract sealed class SlotKeys implements KeyIndex permits LongKeyIndex, ObjectKeyIndex {
  /** How many keys are hashed before the first is probed. */
  static final int CHUNK = 1024;

  /** The store, as its index sees it. */
  interface Owner {
    /** True if keys may lie in the database that are not resident. */
    boolean mayHold();

    /** Keys were given slots; loads what is stored for them. */
    void load(int[] slots, int count);

    /** The key of a slot is about to be forgotten. */
    void forget(int slot);

    /** The slot was given back. */
    void freed(int slot);

    /** How many keys there are that are not resident. */
    int absent();

    /** Slots are about to be enumerated. */
    void beforeWalk();
  }

  private final Slots slots;
  private final Owner owner;
  private final int[] fresh = new int[CHUNK];
  private int freshCount;

  SlotKeys(Slots slots, Owner owner) {
    this.slots = slots;
    this.owner = owner;
  }

  /** The keys by slot, as a column. */
  abstract ResidentColumn column();

  /** Bytes of the table. */
  abstract long bytes();

  /** Appends the bytes of the key at a slot. */
  abstract void write(int slot, DataWriter out);

  /** The hash code of the key at a slot, by which its group is known. */
  abstract int hashCodeAt(int slot);

  /** The slot of the key that {@code in} stands at, resolved. */
  abstract int resolve(DataReader in);

  /** The slot of the key that {@code in} stands at if it is resident, else -1. */
  abstract int peek(DataReader in);

  /** The hash code of the key that {@code in} stands at. */
  abstract int hashCodeOf(DataReader in);

  /** Takes the key out of the index, and nothing else. */
  abstract void remove(int slot);

  @Override
  public final void free(int slot) {
    checkOccupied(slot);
    owner.forget(slot);
    evict(slot);
  }

  /** Gives the slot back; the key lives on in the database. */
  final void evict(int slot) {
    remove(slot);
    slots.give(slot);
    owner.freed(slot);
  }

  @Override
  public final boolean occupied(int slot) {
    return slots.taken(slot);
  }

  @Override
  public final int size() {
    return slots.size() + owner.absent();
  }

  @Override
  public final int slotBound() {
    owner.beforeWalk();
    return slots.bound();
  }

  final int takeSlot() {
    int slot = slots.take();
    if (owner.mayHold()) {
      fresh[freshCount++] = slot;
    }
    return slot;
  }

  /** Loads what is stored for the keys that were inserted since the last call. */
  final void loadFresh() {
    if (freshCount > 0) {
      int count = freshCount;
      freshCount = 0;
      owner.load(fresh, count);
    }
  }

  /** Marks what a batch uses. */
  final void touch(int[] out, int from, int to) {
    byte[] touched = slots.touched();
    for (int i = from; i < to; i++) {
      touched[out[i]] = Slots.TOUCHED;
    }
  }

  final boolean mayHold() {
    return owner.mayHold();
  }

  /** After a look-up that made a slot for a key nothing is stored for. */
  final int foundOrFreed(int slot) {
    if (Slots.retained(slots.lives().get(slot)) > 0 || slots.timersOf(slot) > 0) {
      return slot;
    }
    free(slot);
    return -1;
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

  final int resident() {
    return slots.size();
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
