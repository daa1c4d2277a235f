package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/**
 * A join of two streams in tumbling windows by hand: for each open window and side the rows in a
 * list, those of a key chained. Each side has a watermark of its own; a window closes when both
 * have passed it.
 */
final class HandWindowJoin {
  private static final int RING = 8;

  private final long sizeMs;
  private final IdMap ids = new IdMap();
  private final Side[] lefts = new Side[RING];
  private final Side[] rights = new Side[RING];

  HandWindowJoin(long sizeMs) {
    this.sizeMs = sizeMs;
    for (int i = 0; i < RING; i++) {
      lefts[i] = new Side();
      rights[i] = new Side();
    }
  }

  void run(Tick[] left, Tick[] right, Checksum out) {
    long start = Math.floorDiv(left[0].timeMs(), sizeMs) * sizeMs;
    long maxLeft = start - RING / 2 * sizeMs;
    long maxRight = maxLeft;
    long fired = Math.floorDiv(start, sizeMs) - RING / 2;
    long firesAt = (fired + 2) * sizeMs + HandLoop.BOUND_MS;
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      if (i < left.length) {
        maxLeft = add(left[i], maxLeft, lefts);
      }
      if (i < right.length) {
        maxRight = add(right[i], maxRight, rights);
      }
      while (Math.min(maxLeft, maxRight) >= firesAt) {
        fire(++fired, out);
        firesAt += sizeMs;
      }
    }
    for (int i = 0; i < RING; i++) {
      fire(++fired, out);
    }
  }

  /** Gives the largest time of that side so far. */
  private long add(Tick tick, long maxTime, Side[] sides) {
    long time = tick.timeMs();
    long window = Math.floorDiv(time, sizeMs);
    if ((window + 1) * sizeMs > maxTime - HandLoop.BOUND_MS) {
      sides[(int) window & (RING - 1)].add(ids.id(tick.key()), tick);
    }
    return Math.max(maxTime, time);
  }

  private void fire(long window, Checksum out) {
    Side left = lefts[(int) window & (RING - 1)];
    Side right = rights[(int) window & (RING - 1)];
    for (int i = 0; i < left.size; i++) {
      int id = left.idOf[i];
      Tick l = left.rows[i];
      for (int row = id < right.head.length ? right.head[id] : 0; row != 0; row = right.next[row]) {
        Tick r = right.rows[row - 1];
        out.add(l.key(), l.value(), r.value(), l.timeMs(), r.timeMs());
      }
    }
    left.clear();
    right.clear();
  }

  /** The rows of one side in one window. */
  private static final class Side {
    private int[] head = new int[64]; // by id: row + 1, or 0
    private int[] next = new int[64]; // by row + 1
    private int[] idOf = new int[64];
    private Tick[] rows = new Tick[64];
    private int size;

    void add(int id, Tick tick) {
      if (id >= head.length) {
        head = Arrays.copyOf(head, Math.max(id + 1, head.length * 2));
      }
      if (size + 1 == next.length) {
        next = Arrays.copyOf(next, next.length * 2);
        idOf = Arrays.copyOf(idOf, next.length);
        rows = Arrays.copyOf(rows, next.length);
      }
      rows[size] = tick;
      idOf[size] = id;
      next[++size] = head[id];
      head[id] = size;
    }

    void clear() {
      for (int i = 0; i < size; i++) {
        head[idOf[i]] = 0;
      }
      size = 0;
    }
  }
}
