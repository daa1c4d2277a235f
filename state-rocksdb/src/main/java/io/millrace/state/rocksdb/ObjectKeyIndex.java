package io.millrace.state.rocksdb;

import io.millrace.api.backend.Pages;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the slots of object keys by {@code equals}. The store's thread only; allocates when it
 * grows.
 */
final class ObjectKeyIndex extends SlotKeys {
  /*
   * As LongKeyIndex, but a place in the table is one long: the key's 32-bit hash above slot + 1, so that a probe that does not
   * meet its key costs one cache miss and never touches a key object. 0 is an empty place.
   */
  private static final int FIRST_CAPACITY = 64;

  private final ResidentObjects<Object> keyOf;
  private final int[] hashes = new int[CHUNK];
  private long[] table = new long[FIRST_CAPACITY];
  private int mask = FIRST_CAPACITY - 1;
  private int shift = shiftFor(FIRST_CAPACITY);
  private int limit = limitOf(FIRST_CAPACITY);

  private final Object[] single = new Object[1];
  private final int[] singleSlot = new int[1];
  private final @Nullable Codec<Object> codec;

  ObjectKeyIndex(
      Slots slots, Owner owner, PagePool pool, long epoch, @Nullable Codec<Object> codec) {
    super(slots, owner);
    this.codec = codec;
    keyOf = new ResidentObjects<>(pool, epoch, () -> {});
  }

  @Override
  public boolean longKeys() {
    return false;
  }

  @Override
  public void resolve(long[] keys, int count, int[] out) {
    throw wrongKind(false);
  }

  @Override
  public void resolve(@Nullable Object[] keys, int count, int[] out) {
    for (int from = 0; from < count; from += CHUNK) {
      resolveChunk(keys, from, Math.min(count, from + CHUNK), out);
    }
  }

  @Override
  public int find(Object key) {
    int slot = slotOrMinusOne(key, hash(key));
    if (slot >= 0 || !mayHold()) {
      return slot;
    }
    single[0] = key;
    resolveChunk(single, 0, 1, singleSlot);
    return foundOrFreed(singleSlot[0]);
  }

  @Override
  public Object keyAt(int slot) {
    checkOccupied(slot);
    return key(slot);
  }

  @Override
  public long longKeyAt(int slot) {
    throw wrongKind(false);
  }

  @Override
  void write(int slot, DataWriter out) {
    codec().write(key(slot), out);
  }

  @Override
  int hashCodeAt(int slot) {
    return key(slot).hashCode();
  }

  @Override
  int resolve(DataReader in) {
    single[0] = codec().read(in);
    resolveChunk(single, 0, 1, singleSlot);
    return singleSlot[0];
  }

  /** Stores keys, and reads those of rows. */
  Codec<Object> codec() {
    Codec<Object> known = codec;
    if (known == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the type of the keys is not known, so they cannot be stored. Give keyBy(…) the type of"
              + " its key.");
    }
    return known;
  }

  @Override
  int peek(DataReader in) {
    Object key = codec().read(in);
    return slotOrMinusOne(key, hash(key));
  }

  @Override
  int hashCodeOf(DataReader in) {
    return codec().read(in).hashCode();
  }

  @Override
  void remove(int slot) {
    int place = hash(key(slot)) >>> shift;
    while (table[place] == 0 || slotOf(table[place]) != slot) {
      if (table[place] == 0) {
        throw changedKey(slot);
      }
      place = (place + 1) & mask;
    }
    closeGap(place);
    keyOf.set(slot, null);
  }

  @Override
  ResidentColumn column() {
    return keyOf;
  }

  @Override
  long bytes() {
    return (long) table.length * Long.BYTES;
  }

  private Object key(int slot) {
    Object key = keyOf.get(slot);
    if (key == null) {
      throw changedKey(slot);
    }
    return key;
  }

  private void resolveChunk(@Nullable Object[] keys, int from, int to, int[] out) {
    for (int i = from; i < to; i++) {
      hashes[i - from] = hash(keys[i]);
    }
    if (resident() + (to - from) > limit) {
      grow(resident() + (to - from));
    }
    int missing = 0;
    for (int i = from; i < to; i++) {
      Object key = keys[i];
      int slot =
          key == null
              ? -1
              : slotOrMinusOne(key, hashes[i - from]); // null is refused by hash() above
      out[i] = slot;
      missing |= slot;
    }
    for (int i = from; missing < 0 && i < to; i++) {
      Object key = keys[i];
      if (out[i] < 0 && key != null) {
        int slot = slotOrMinusOne(key, hashes[i - from]);
        out[i] = slot < 0 ? insert(key, hashes[i - from]) : slot;
      }
    }
    loadFresh();
    touch(out, from, to);
  }

  private int slotOrMinusOne(Object key, int hash) {
    long[] entries = table;
    int last = mask;
    int place = hash >>> shift;
    while (true) {
      long entry = entries[place];
      if (entry == 0) {
        return -1;
      }
      if (hashOf(entry) == hash) {
        int slot = slotOf(entry);
        Object[] page = keyOf.readable(Pages.page(slot));
        Object other = page == null ? null : page[Pages.offset(slot)];
        if (other == key || key.equals(other)) {
          return slot;
        }
      }
      place = (place + 1) & last;
    }
  }

  private int insert(Object key, int hash) {
    int place = hash >>> shift;
    while (table[place] != 0) {
      place = (place + 1) & mask;
    }
    int slot = takeSlot();
    keyOf.set(slot, key);
    table[place] = (long) hash << 32 | (slot + 1);
    return slot;
  }

  private void closeGap(int removed) {
    int gap = removed;
    int next = removed;
    while (true) {
      next = (next + 1) & mask;
      if (table[next] == 0) {
        table[gap] = 0;
        return;
      }
      int displaced = (next - (hashOf(table[next]) >>> shift)) & mask;
      if (displaced >= ((next - gap) & mask)) {
        table[gap] = table[next];
        gap = next;
      }
    }
  }

  private void grow(int keys) {
    int capacity = grown(table.length, keys);
    long[] old = table;
    table = new long[capacity];
    mask = capacity - 1;
    shift = shiftFor(capacity);
    limit = limitOf(capacity);
    for (long entry : old) {
      if (entry != 0) {
        int place = hashOf(entry) >>> shift;
        while (table[place] != 0) {
          place = (place + 1) & mask;
        }
        table[place] = entry;
      }
    }
  }

  /**
   * The finaliser of murmur3: hash codes of strings and small numbers differ mostly in their low
   * bits.
   */
  private static int hash(@Nullable Object key) {
    if (key == null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a key was null; every event of a keyed stream needs one. Filter such events before"
              + " keyBy(…), or give them a key that stands for 'none'.");
    }
    int h = key.hashCode();
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  private static int hashOf(long entry) {
    return (int) (entry >>> 32);
  }

  private static int slotOf(long entry) {
    return (int) entry - 1;
  }

  private static int shiftFor(int capacity) {
    return Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
  }

  private static MillraceException changedKey(int slot) {
    return new MillraceException(
        ApiError.STATE_INVALID,
        "the key at slot "
            + slot
            + " is not found by its hashCode any more. Keys must not change, and equal keys must"
            + " have equal hash codes: use records, strings or numbers.");
  }
}
