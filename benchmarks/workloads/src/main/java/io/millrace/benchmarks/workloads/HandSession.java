package io.millrace.benchmarks.workloads;

import java.util.Arrays;

/**
 * Sessions by hand: the open session of each key in arrays by a dense number, and a list of keys
 * for each second in which a session may be over. It relies on what {@link Ticks#alternating}
 * makes: a key's sessions are so far apart that only one of them is ever open. The engine cannot
 * know that.
 */
public final class HandSession implements HandLoop {
  private static final long GAP_MS = 30_000;
  private static final int RING = 64;

  private final IdMap ids = new IdMap();
  private final int[][] due = new int[RING][16];
  private final int[] dueCount = new int[RING];
  private long[] starts = new long[64];
  private long[] lasts = new long[64];
  private long[] counts = new long[64];
  private long[] sums = new long[64];

  /** Stateless between runs. */
  public HandSession() {}

  @Override
  public void run(Tick[] ticks, Checksum out) {
    new HandSession().runOnce(ticks, out);
  }

  private void runOnce(Tick[] ticks, Checksum out) {
    long maxTime = ticks[0].timeMs();
    long looked = Math.floorDiv(ticks[0].timeMs(), 1000L) - 1;
    long looksAt = (looked + 2) * 1000 + BOUND_MS;
    for (Tick tick : ticks) {
      long time = tick.timeMs();
      if (time < maxTime - BOUND_MS) {
        continue; // late: its own time is over
      }
      int id = ids.id(tick.key());
      if (id >= counts.length) {
        grow();
      }
      if (counts[id]++ == 0) {
        starts[id] = time;
        lasts[id] = time;
        sums[id] = tick.value();
        remind(id, time + GAP_MS);
      } else {
        starts[id] = Math.min(starts[id], time);
        lasts[id] = Math.max(lasts[id], time);
        sums[id] += tick.value();
      }
      if (time > maxTime) {
        maxTime = time;
        while (time >= looksAt) {
          look(++looked, out);
          looksAt += 1000;
        }
      }
    }
    for (int i = 0; i <= RING; i++) {
      look(++looked, out);
    }
  }

  private void grow() {
    int size = counts.length * 2;
    starts = Arrays.copyOf(starts, size);
    lasts = Arrays.copyOf(lasts, size);
    counts = Arrays.copyOf(counts, size);
    sums = Arrays.copyOf(sums, size);
  }

  private void remind(int id, long endMs) {
    int place = (int) Math.floorDiv(endMs, 1000L) & (RING - 1);
    if (dueCount[place] == due[place].length) {
      due[place] = Arrays.copyOf(due[place], dueCount[place] * 2);
    }
    due[place][dueCount[place]++] = id;
  }

  /** Everything up to the end of that second is over. */
  private void look(long second, Checksum out) {
    int place = (int) second & (RING - 1);
    int n = dueCount[place];
    dueCount[place] = 0;
    for (int i = 0; i < n; i++) {
      int id = due[place][i];
      long endMs = lasts[id] + GAP_MS;
      if (endMs >= (second + 1) * 1000) {
        remind(id, endMs);
      } else {
        out.add(new Total(ids.key(id), starts[id], endMs, counts[id], sums[id]));
        counts[id] = 0;
      }
    }
  }
}
