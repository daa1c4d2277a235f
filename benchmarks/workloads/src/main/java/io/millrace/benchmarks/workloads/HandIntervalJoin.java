package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/**
 * A join of two streams by nearness in time by hand: the rows of each key and side in a short list.
 * Who looks through the other side's list throws out what nobody can match any more.
 */
final class HandIntervalJoin {
  private final long withinMs;
  private final IdMap ids = new IdMap();
  private final Side left = new Side();
  private final Side right = new Side();

  HandIntervalJoin(long withinMs) {
    this.withinMs = withinMs;
  }

  void run(Tick[] lefts, Tick[] rights, Checksum out) {
    for (int i = 0; i < Math.max(lefts.length, rights.length); i++) {
      if (i < lefts.length) {
        accept(lefts[i], left, right, true, out);
      }
      if (i < rights.length) {
        accept(rights[i], right, left, false, out);
      }
    }
  }

  private void accept(Tick tick, Side own, Side other, boolean isLeft, Checksum out) {
    long time = tick.timeMs();
    if (time < own.watermarkMs) {
      return;
    }
    own.watermarkMs = Math.max(own.watermarkMs, time - HandLoop.BOUND_MS - 1);
    int id = ids.id(tick.key());
    own.add(id, tick);
    if (id >= other.counts.length) {
      return;
    }
    Tick[] rows = other.rows[id];
    long neededMs = own.watermarkMs - withinMs; // what comes on this side is not before that
    int kept = 0;
    for (int i = 0; i < other.counts[id]; i++) {
      Tick row = rows[i];
      if (row.timeMs() < neededMs) {
        continue;
      }
      rows[kept++] = row;
      if (Math.abs(row.timeMs() - time) <= withinMs) {
        Tick l = isLeft ? tick : row;
        Tick r = isLeft ? row : tick;
        out.add(l.key(), l.value(), r.value(), l.timeMs(), r.timeMs());
      }
    }
    other.counts[id] = kept;
  }

  /** The rows of one side by the key's number. */
  private static final class Side {
    private static final Tick[] NONE = {};

    private Tick[][] rows = {};
    private int[] counts = {};
    private long watermarkMs = Long.MIN_VALUE;

    void add(int id, Tick tick) {
      if (id >= counts.length) {
        int from = counts.length;
        counts = Arrays.copyOf(counts, Math.max(64, id * 2));
        rows = Arrays.copyOf(rows, counts.length);
        Arrays.fill(rows, from, rows.length, NONE);
      }
      if (counts[id] == rows[id].length) {
        rows[id] = Arrays.copyOf(rows[id], Math.max(8, counts[id] * 2));
      }
      rows[id][counts[id]++] = tick;
    }
  }
}
