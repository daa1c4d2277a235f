package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/** Tumbling windows over texts by hand: a map for each open window. */
final class HandTumblingNamed {
  private static final long SIZE_MS = 1000;
  private static final int RING = 8;

  void run(NamedTick[] ticks, Checksum out) {
    Totals[] open = new Totals[RING];
    for (int i = 0; i < RING; i++) {
      open[i] = new Totals();
    }
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(ticks[0].timeMs(), SIZE_MS) - RING / 2;
    long firesAt = (fired + 2) * SIZE_MS + HandLoop.BOUND_MS;
    for (NamedTick tick : ticks) {
      long time = tick.timeMs();
      long window = Math.floorDiv(time, SIZE_MS);
      if (window > fired) {
        open[(int) window & (RING - 1)].add(tick.key(), tick.value());
      }
      if (time > maxTime) {
        maxTime = time;
        while (time >= firesAt) {
          fired++;
          firesAt += SIZE_MS;
          open[(int) fired & (RING - 1)].drain(fired * SIZE_MS, out);
        }
      }
    }
    for (int i = 0; i < RING; i++) {
      fired++;
      open[(int) fired & (RING - 1)].drain(fired * SIZE_MS, out);
    }
  }

  /** A count and a sum for each text: open addressing, at most half full, hashes kept. */
  private static final class Totals {
    private String[] keys = new String[64];
    private int[] hashes = new int[64];
    private long[] counts = new long[64]; // 0 where the place is empty
    private long[] sums = new long[64];
    private int size;

    void add(String key, long value) {
      int hash = key.hashCode();
      int place = find(key, hash);
      if (counts[place]++ == 0) {
        keys[place] = key;
        hashes[place] = hash;
        sums[place] = value;
        if (++size * 2 > keys.length) {
          grow();
        }
      } else {
        sums[place] += value;
      }
    }

    private int find(String key, int hash) {
      int mask = keys.length - 1;
      int place = (hash * 0x9E3779B9) >>> 8 & mask;
      while (counts[place] != 0 && (hashes[place] != hash || !keys[place].equals(key))) {
        place = (place + 1) & mask;
      }
      return place;
    }

    private void grow() {
      String[] oldKeys = keys;
      int[] oldHashes = hashes;
      long[] oldCounts = counts;
      long[] oldSums = sums;
      int capacity = oldKeys.length * 2;
      keys = new String[capacity];
      hashes = new int[capacity];
      counts = new long[capacity];
      sums = new long[capacity];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldCounts[i] != 0) {
          int place = find(oldKeys[i], oldHashes[i]);
          keys[place] = oldKeys[i];
          hashes[place] = oldHashes[i];
          counts[place] = oldCounts[i];
          sums[place] = oldSums[i];
        }
      }
    }

    void drain(long startMs, Checksum out) {
      if (size == 0) {
        return;
      }
      for (int i = 0; i < keys.length; i++) {
        if (counts[i] != 0) {
          out.add(hashes[i], startMs, startMs + SIZE_MS, counts[i], sums[i]);
        }
      }
      Arrays.fill(counts, 0);
      size = 0;
    }
  }
}
