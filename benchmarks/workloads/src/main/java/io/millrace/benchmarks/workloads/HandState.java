package io.millrace.benchmarks.workloads;

/** A running total for each key by hand. */
final class HandState implements HandLoop {
  private final int replays;

  HandState(int replays) {
    this.replays = replays;
  }

  @Override
  public void run(Tick[] ticks, Checksum out) {
    LongMap totals = new LongMap();
    for (int i = 0; i < replays; i++) {
      for (Tick tick : ticks) {
        out.add(tick.key(), totals.add(tick.key(), tick.value()), 0, 0, 0);
      }
    }
  }
}
