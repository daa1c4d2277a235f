package io.millrace.benchmarks.workloads;

/** Tumbling windows by hand: a map for each open window. */
public final class HandTumbling implements HandLoop {
  private static final long SIZE_MS = 1000;
  private static final int RING = 8;

  /** Stateless between runs. */
  public HandTumbling() {}

  @Override
  public void run(Tick[] ticks, Checksum out) {
    TotalsMap[] open = new TotalsMap[RING];
    for (int i = 0; i < RING; i++) {
      open[i] = new TotalsMap();
    }
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(ticks[0].timeMs(), SIZE_MS) - RING / 2;
    long firesAt = (fired + 2) * SIZE_MS + BOUND_MS; // largest time at which the next one is over
    for (Tick tick : ticks) {
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
          fire(open, fired, out);
        }
      }
    }
    for (int i = 0; i < RING; i++) {
      fire(open, ++fired, out);
    }
  }

  private static void fire(TotalsMap[] open, long window, Checksum out) {
    open[(int) window & (RING - 1)].drain(window * SIZE_MS, (window + 1) * SIZE_MS, out);
  }
}
