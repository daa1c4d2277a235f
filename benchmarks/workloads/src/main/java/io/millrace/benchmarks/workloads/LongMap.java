package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/** A long for each long key: open addressing, linear probing, at most half full. */
final class LongMap {
  private long[] keys = new long[64];
  private long[] values = new long[64];
  private boolean[] taken = new boolean[64];
  private int size;

  /** Adds to the key's number, which is 0 at first, and gives the sum. */
  long add(long key, long value) {
    int place = find(key);
    if (!taken[place]) {
      taken[place] = true;
      keys[place] = key;
      values[place] = value;
      if (++size * 2 > keys.length) {
        grow();
      }
      return value;
    }
    return values[place] += value;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    long h = key * 0x9E3779B97F4A7C15L;
    int place = (int) (h ^ h >>> 32) & mask;
    while (taken[place] && keys[place] != key) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    boolean[] oldTaken = taken;
    reset(oldKeys.length * 2);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldTaken[i]) {
        add(oldKeys[i], oldValues[i]);
      }
    }
  }

  private void reset(int capacity) {
    keys = new long[capacity];
    values = new long[capacity];
    taken = new boolean[capacity];
    size = 0;
  }

  /** Forgets all; keeps its size. */
  void clear() {
    Arrays.fill(taken, false);
    size = 0;
  }

  /** Forgets keys whose number is 0. */
  void dropZeros() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    boolean[] oldTaken = taken;
    reset(oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldTaken[i] && oldValues[i] != 0) {
        add(oldKeys[i], oldValues[i]);
      }
    }
  }

  int size() {
    return size;
  }

  /** How many places there are, for {@link #taken} and so on. */
  int places() {
    return keys.length;
  }

  boolean taken(int place) {
    return taken[place];
  }

  long key(int place) {
    return keys[place];
  }

  long value(int place) {
    return values[place];
  }
}
