package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/**
 * A count and a sum for each long key: open addressing, linear probing, at most half full. What one
 * writes, or takes from a library of primitive collections, for a loop by hand.
 */
final class TotalsMap {
  private long[] keys = new long[64];
  private long[] counts = new long[64]; // 0 where the place is empty
  private long[] sums = new long[64];
  private int size;

  void add(long key, long value) {
    int mask = keys.length - 1;
    int place = place(key, mask);
    while (counts[place] != 0 && keys[place] != key) {
      place = (place + 1) & mask;
    }
    if (counts[place]++ == 0) {
      keys[place] = key;
      sums[place] = value;
      if (++size * 2 > keys.length) {
        grow();
      }
    } else {
      sums[place] += value;
    }
  }

  private static int place(long key, int mask) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h ^ h >>> 32) & mask;
  }

  private void grow() {
    TotalsMap old = new TotalsMap();
    old.keys = keys;
    old.counts = counts;
    old.sums = sums;
    int capacity = keys.length * 2;
    keys = new long[capacity];
    counts = new long[capacity];
    sums = new long[capacity];
    for (int i = 0; i < old.keys.length; i++) {
      if (old.counts[i] != 0) {
        int place = place(old.keys[i], capacity - 1);
        while (counts[place] != 0) {
          place = (place + 1) & (capacity - 1);
        }
        keys[place] = old.keys[i];
        counts[place] = old.counts[i];
        sums[place] = old.sums[i];
      }
    }
  }

  /** Gives all and empties the map, which keeps its size. */
  void drain(long startMs, long endMs, Checksum out) {
    if (size == 0) {
      return;
    }
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        out.add(new Total(keys[i], startMs, endMs, counts[i], sums[i]));
      }
    }
    Arrays.fill(counts, 0);
    size = 0;
  }
}
