package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/**
 * Sliding windows by hand: a dense number for each key, an array for each slice of a second, and
 * running totals to which a slide adds one slice and from which it takes one.
 */
public final class HandSliding implements HandLoop {
  private static final long SLIDE_MS = 1000;

  private final int slices;
  private final int ring;
  private final boolean sumOnly;
  private final IdMap ids = new IdMap();
  private final long[][] counts;
  private final long[][] sums;
  private long[] runningCounts = new long[64];
  private long[] runningSums = new long[64];

  /**
   * Windows of that many slices.
   *
   * @param sumOnly results hold no count
   */
  public HandSliding(int slices, boolean sumOnly) {
    this.slices = slices;
    this.sumOnly = sumOnly;
    ring = Integer.highestOneBit(slices + 16) * 2;
    counts = new long[ring][64];
    sums = new long[ring][64];
  }

  @Override
  public void run(Tick[] ticks, Checksum out) {
    new HandSliding(slices, sumOnly).runOnce(ticks, out);
  }

  private void runOnce(Tick[] ticks, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(ticks[0].timeMs(), SLIDE_MS) - 8; // last slice of the window
    long firesAt = (fired + 2) * SLIDE_MS + BOUND_MS;
    for (Tick tick : ticks) {
      long time = tick.timeMs();
      long slice = Math.floorDiv(time, SLIDE_MS);
      if (slice + slices - 1 > fired) {
        int id = ids.id(tick.key());
        int place = (int) slice & (ring - 1);
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
    for (int i = 0; i < slices + 8; i++) {
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
    int enters = (int) last & (ring - 1);
    int leaves = (int) (last - slices + 1) & (ring - 1);
    add(counts[enters], runningCounts);
    add(sums[enters], runningSums);
    long startMs = (last - slices + 1) * SLIDE_MS;
    long endMs = (last + 1) * SLIDE_MS;
    for (int id = 0; id < size; id++) {
      if (runningCounts[id] != 0) {
        long count = sumOnly ? 0 : runningCounts[id];
        out.add(new Total(ids.key(id), startMs, endMs, count, runningSums[id]));
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
