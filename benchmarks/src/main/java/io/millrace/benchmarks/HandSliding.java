package io.millrace.benchmarks;

import java.util.Arrays;

/**
 * Sliding windows by hand: a dense number for each key, an array for each slice of a second, and
 * running totals to which a slide adds one slice and from which it takes one.
 */
final class HandSliding implements HandLoop {
  private static final long SLIDE_MS = 1000;
  private static final int SLICES = 10;
  private static final int RING = 32;

  private final IdMap ids = new IdMap();
  private final long[][] counts = new long[RING][64];
  private final long[][] sums = new long[RING][64];
  private long[] runningCounts = new long[64];
  private long[] runningSums = new long[64];

  @Override
  public void run(Tick[] ticks, Checksum out) {
    new HandSliding().runOnce(ticks, out);
  }

  private void runOnce(Tick[] ticks, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(ticks[0].timeMs(), SLIDE_MS) - RING / 2; // last slice of the window
    long firesAt = (fired + 2) * SLIDE_MS + BOUND_MS;
    for (Tick tick : ticks) {
      long time = tick.timeMs();
      long slice = Math.floorDiv(time, SLIDE_MS);
      if (slice + SLICES - 1 > fired) {
        int id = ids.id(tick.key());
        int place = (int) slice & (RING - 1);
        if (id >= counts[place].length) {
          counts[place] = Arrays.copyOf(counts[place], Math.max(id + 1, id * 2));
          sums[place] = Arrays.copyOf(sums[place], counts[place].length);
        }
        counts[place][id]++;
        sums[place][id] += tick.value();
        if (slice <= fired) { // some of its windows have fired; the others are to come
          grow();
          runningCounts[id]++;
          runningSums[id] += tick.value();
        }
      }
      if (time > maxTime) {
        maxTime = time;
        while (time >= firesAt) {
          fire(++fired, out);
          firesAt += SLIDE_MS;
        }
      }
    }
    for (int i = 0; i < RING; i++) {
      fire(++fired, out);
    }
  }

  private void grow() {
    int size = ids.size();
    if (runningCounts.length < size) {
      runningCounts = Arrays.copyOf(runningCounts, size * 2);
      runningSums = Arrays.copyOf(runningSums, size * 2);
    }
  }

  private void fire(long last, Checksum out) {
    grow();
    int size = ids.size();
    int enters = (int) last & (RING - 1);
    int leaves = (int) (last - SLICES + 1) & (RING - 1);
    add(counts[enters], runningCounts);
    add(sums[enters], runningSums);
    long startMs = (last - SLICES + 1) * SLIDE_MS;
    long endMs = (last + 1) * SLIDE_MS;
    for (int id = 0; id < size; id++) {
      if (runningCounts[id] != 0) {
        out.add(new Total(ids.key(id), startMs, endMs, runningCounts[id], runningSums[id]));
      }
    }
    takeOut(counts[leaves], runningCounts);
    takeOut(sums[leaves], runningSums);
  }

  private void add(long[] slice, long[] running) {
    int n = Math.min(slice.length, ids.size());
    for (int id = 0; id < n; id++) {
      running[id] += slice[id];
    }
  }

  private void takeOut(long[] slice, long[] running) {
    int n = Math.min(slice.length, ids.size());
    for (int id = 0; id < n; id++) {
      running[id] -= slice[id];
      slice[id] = 0;
    }
  }
}
