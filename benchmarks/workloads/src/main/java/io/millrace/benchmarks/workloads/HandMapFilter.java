package io.millrace.benchmarks.workloads;

/** A map and a filter by hand. */
final class HandMapFilter implements HandLoop {
  @Override
  public void run(Tick[] ticks, Checksum out) {
    for (Tick tick : ticks) {
      Tick mapped = new Tick(tick.key(), tick.value() * 3 + 1, tick.timeMs());
      if ((mapped.value() & 1) == 0) {
        out.add(mapped.key(), mapped.value(), mapped.timeMs(), 0, 0);
      }
    }
  }
}
