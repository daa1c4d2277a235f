package io.millrace.benchmarks.workloads;

/** Dense numbers for long keys: open addressing, linear probing, at most half full. */
final class IdMap {
  private long[] keys = new long[64];
  private int[] ids = new int[64]; // id + 1; 0 where the place is empty
  private long[] keyOf = new long[32];
  private int size;

  int id(long key) {
    int mask = keys.length - 1;
    int place = place(key, mask);
    while (ids[place] != 0) {
      if (keys[place] == key) {
        return ids[place] - 1;
      }
      place = (place + 1) & mask;
    }
    keys[place] = key;
    ids[place] = size + 1;
    keyOf[size++] = key;
    if (size * 2 == keys.length) {
      grow();
    }
    return size - 1;
  }

  int size() {
    return size;
  }

  long key(int id) {
    return keyOf[id];
  }

  private static int place(long key, int mask) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h ^ h >>> 32) & mask;
  }

  private void grow() {
    int capacity = keys.length * 2;
    keys = new long[capacity];
    ids = new int[capacity];
    keyOf = java.util.Arrays.copyOf(keyOf, capacity / 2);
    for (int id = 0; id < size; id++) {
      int place = place(keyOf[id], capacity - 1);
      while (ids[place] != 0) {
        place = (place + 1) & (capacity - 1);
      }
      keys[place] = keyOf[id];
      ids[place] = id + 1;
    }
  }
}
