package io.millrace.state.rocksdb;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** Finds the slots of long-like keys, unboxed. The store's thread only; allocates when it grows. */
final class LongKeyIndex extends SlotKeys {
  /*
   * Open addressing with linear probing; a key is removed by shifting back what follows it, so there are no tombstones. A
   * batch is hashed first and probed second: the loads of different keys do not depend on each other and their cache misses
   * overlap. New keys are inserted after that: a call in the probing loop, taken or not, doubles its cost. Keys and slots lie in two arrays; several layouts were measured, and a single array of (key, slot) pairs
   * was slower by 0.5 ns up to 100,000 keys and as fast at 1,000,000.
   */
  private static final int FIRST_CAPACITY = 64;

  private final ResidentLongs keyOf;
  private final int[] homes = new int[CHUNK];
  private long[] tableKeys = new long[FIRST_CAPACITY];
  private int[] tableSlots = new int[FIRST_CAPACITY]; // slot + 1; 0 for a place that is empty
  private int mask = FIRST_CAPACITY - 1;
  private int shift = shiftFor(FIRST_CAPACITY);
  private int limit = limitOf(FIRST_CAPACITY);

  private final long[] single = new long[1];
  private final int[] singleSlot = new int[1];

  LongKeyIndex(Slots slots, Owner owner, PagePool pool, long epoch) {
    super(slots, owner);
    keyOf = new ResidentLongs(pool, epoch, () -> {});
  }

  @Override
  public boolean longKeys() {
    return true;
  }

  @Override
  public void resolve(long[] keys, int count, int[] out) {
    for (int from = 0; from < count; from += CHUNK) {
      resolveChunk(keys, from, Math.min(count, from + CHUNK), out);
    }
  }

  @Override
  public void resolve(@Nullable Object[] keys, int count, int[] out) {
    throw wrongKind(true);
  }

  @Override
  public int find(Object key) {
    long number = unbox(key);
    int slot = findLong(number);
    if (slot >= 0 || !mayHold()) {
      return slot;
    }
    single[0] = number;
    resolveChunk(single, 0, 1, singleSlot);
    return foundOrFreed(singleSlot[0]);
  }

  @Override
  public Object keyAt(int slot) {
    return longKeyAt(slot);
  }

  @Override
  public long longKeyAt(int slot) {
    checkOccupied(slot);
    return keyOf.get(slot);
  }

  @Override
  void write(int slot, DataWriter out) {
    out.writeFixedLong(keyOf.get(slot) ^ Long.MIN_VALUE);
  }

  @Override
  int hashCodeAt(int slot) {
    return Long.hashCode(keyOf.get(slot));
  }

  @Override
  int resolve(DataReader in) {
    single[0] = in.readFixedLong() ^ Long.MIN_VALUE;
    resolveChunk(single, 0, 1, singleSlot);
    return singleSlot[0];
  }

  @Override
  int peek(DataReader in) {
    return findLong(in.readFixedLong() ^ Long.MIN_VALUE);
  }

  @Override
  int hashCodeOf(DataReader in) {
    return Long.hashCode(in.readFixedLong() ^ Long.MIN_VALUE);
  }

  @Override
  void remove(int slot) {
    int place = home(keyOf.get(slot), shift);
    while (tableSlots[place] != slot + 1) {
      place = (place + 1) & mask;
    }
    closeGap(place);
  }

  @Override
  ResidentColumn column() {
    return keyOf;
  }

  @Override
  long bytes() {
    return (long) tableKeys.length * (Long.BYTES + Integer.BYTES);
  }

  private int findLong(long key) {
    int place = home(key, shift);
    while (tableSlots[place] != 0) {
      if (tableKeys[place] == key) {
        return tableSlots[place] - 1;
      }
      place = (place + 1) & mask;
    }
    return -1;
  }

  /**
   * Room is made before the first probe, so that the homes stay right and the loop need not check.
   */
  private void resolveChunk(long[] keys, int from, int to, int[] out) {
    if (resident() + (to - from) > limit) {
      grow(resident() + (to - from));
    }
    int[] home = homes;
    int right = shift;
    for (int i = from; i < to; i++) {
      home[i - from] = home(keys[i], right);
    }
    if (!probe(keys, from, to, out)) {
      insertMissing(keys, from, to, out);
      loadFresh();
    }
    touch(out, from, to);
  }

  /** Gives each key its slot, or -1 to a new one; true if there was no new one. */
  private boolean probe(long[] keys, int from, int to, int[] out) {
    int[] home = homes;
    long[] inTable = tableKeys;
    int[] slotOf = tableSlots;
    int last = mask;
    int missing = 0;
    for (int i = from; i < to; i++) {
      long key = keys[i];
      int place = home[i - from];
      int slot = slotOf[place];
      while (inTable[place] != key && slot != 0) {
        place = (place + 1) & last;
        slot = slotOf[place];
      }
      out[i] = slot - 1;
      missing |= slot - 1;
    }
    return missing >= 0;
  }

  private void insertMissing(long[] keys, int from, int to, int[] out) {
    for (int i = from; i < to; i++) {
      if (out[i] < 0) {
        int place = homes[i - from];
        while (tableSlots[place] != 0 && tableKeys[place] != keys[i]) {
          place = (place + 1) & mask;
        }
        out[i] = tableSlots[place] == 0 ? insert(keys[i], place) : tableSlots[place] - 1;
      }
    }
  }

  private int insert(long key, int place) {
    int slot = takeSlot();
    keyOf.set(slot, key);
    tableKeys[place] = key;
    tableSlots[place] = slot + 1;
    return slot;
  }

  private void closeGap(int removed) {
    int gap = removed;
    int next = removed;
    while (true) {
      next = (next + 1) & mask;
      if (tableSlots[next] == 0) {
        tableSlots[gap] = 0;
        return;
      }
      int displaced = (next - home(tableKeys[next], shift)) & mask;
      if (displaced >= ((next - gap) & mask)) {
        tableKeys[gap] = tableKeys[next];
        tableSlots[gap] = tableSlots[next];
        gap = next;
      }
    }
  }

  private void grow(int keys) {
    int capacity = grown(tableKeys.length, keys);
    if (capacity == tableKeys.length) {
      return;
    }
    long[] oldKeys = tableKeys;
    int[] oldSlots = tableSlots;
    tableKeys = new long[capacity];
    tableSlots = new int[capacity];
    mask = capacity - 1;
    shift = shiftFor(capacity);
    limit = limitOf(capacity);
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != 0) {
        int place = home(oldKeys[i], shift);
        while (tableSlots[place] != 0) {
          place = (place + 1) & mask;
        }
        tableKeys[place] = oldKeys[i];
        tableSlots[place] = oldSlots[i];
      }
    }
  }

  /**
   * Two multiplications, so that keys that differ only in high or only in low bits spread alike.
   */
  private static int home(long key, int shift) {
    long h = key * 0x9E3779B97F4A7C15L;
    h ^= h >>> 32;
    return (int) ((h * 0xD6E8FEB86659FD93L) >>> shift);
  }

  private static int shiftFor(int capacity) {
    return Long.SIZE - Integer.numberOfTrailingZeros(capacity);
  }

  private static long unbox(Object key) {
    if (key instanceof Long
        || key instanceof Integer
        || key instanceof Short
        || key instanceof Byte) {
      return ((Number) key).longValue();
    }
    throw new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "the keys of this store are long-like, but a "
            + key.getClass().getName()
            + " was asked for. Ask with a Long.");
  }
}
