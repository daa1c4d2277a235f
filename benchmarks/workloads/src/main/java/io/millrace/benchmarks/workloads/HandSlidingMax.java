package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/**
 * The largest value in sliding windows by hand: a dense number for each key, an array for each
 * slice of a second, and two stacks of whole slices. When the front is used up the back is turned
 * into the front, each slice then holding the largest from itself to the newest; a result is the
 * larger of the front's oldest and the running largest of the back.
 */
final class HandSlidingMax implements HandLoop {
  private static final long SLIDE_MS = 1000;
  private static final long ABSENT = Long.MIN_VALUE;

  private final int slices;
  private final int ring;
  private final IdMap ids = new IdMap();
  private final long[][] maxima;
  private long[] back = new long[0]; // the largest of the slices in the back
  private long frontFrom = Long.MAX_VALUE; // slices of the front: [frontFrom, frontTo]
  private long frontTo = Long.MIN_VALUE;

  HandSlidingMax(int slices) {
    this.slices = slices;
    ring = Integer.highestOneBit(slices + 16) * 2;
    maxima = new long[ring][0];
  }

  @Override
  public void run(Tick[] ticks, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(ticks[0].timeMs(), SLIDE_MS) - 8; // last slice of the window
    long firesAt = (fired + 2) * SLIDE_MS + BOUND_MS;
    for (Tick tick : ticks) {
      long time = tick.timeMs();
      long slice = Math.floorDiv(time, SLIDE_MS);
      if (slice + slices - 1 > fired) {
        add(slice, fired, ids.id(tick.key()), tick.value());
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

  private void add(long slice, long fired, int id, long value) {
    raise(slice, id, value);
    if (slice > fired) {
      return;
    }
    // Some of its windows have fired; the others are to come.
    if (slice <= frontTo) {
      for (long i = frontFrom; i < slice; i++) {
        raise(i, id, value);
      }
    } else {
      back = sized(back, id + 1);
      back[id] = Math.max(back[id], value);
    }
  }

  private void raise(long slice, int id, long value) {
    int place = (int) slice & (ring - 1);
    maxima[place] = sized(maxima[place], id + 1);
    maxima[place][id] = Math.max(maxima[place][id], value);
  }

  private static long[] sized(long[] column, int size) {
    if (size <= column.length) {
      return column;
    }
    long[] larger = Arrays.copyOf(column, Math.max(64, size * 2));
    Arrays.fill(larger, column.length, larger.length, ABSENT);
    return larger;
  }

  private void fire(long last, Checksum out) {
    int size = ids.size();
    long oldest = last - slices + 1;
    if (oldest > frontTo) {
      turn(oldest, last);
    } else {
      back = sized(back, size);
      into(back, maxima[(int) last & (ring - 1)], size);
    }
    int place = (int) oldest & (ring - 1);
    maxima[place] = sized(maxima[place], size);
    back = sized(back, size);
    long[] front = maxima[place];
    long startMs = oldest * SLIDE_MS;
    long endMs = (last + 1) * SLIDE_MS;
    for (int id = 0; id < size; id++) {
      long max = Math.max(front[id], back[id]);
      if (max != ABSENT) {
        out.add(ids.key(id), startMs, endMs, 0, max);
      }
    }
    Arrays.fill(front, ABSENT);
    frontFrom = oldest + 1;
  }

  /** All slices of the window go to the front, the back is empty. */
  private void turn(long oldest, long last) {
    int size = ids.size();
    for (long slice = last - 1; slice >= oldest; slice--) {
      int place = (int) slice & (ring - 1);
      maxima[place] = sized(maxima[place], size);
      into(maxima[place], maxima[(int) (slice + 1) & (ring - 1)], size);
    }
    Arrays.fill(back, ABSENT);
    frontFrom = oldest;
    frontTo = last;
  }

  private static void into(long[] target, long[] source, int size) {
    int n = Math.min(source.length, size);
    for (int id = 0; id < n; id++) {
      target[id] = Math.max(target[id], source[id]);
    }
  }
}
