package io.millrace.benchmarks;

import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Prepared;
import io.millrace.benchmarks.workloads.Round;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * How much memory does a long key with a long of state take? The heap in use after a collection,
 * with a job that has read events of some keys and is still open, less the same with a tenth of the
 * keys; so what does not depend on keys cancels out.
 *
 * <pre>bin/bench memory [keys]</pre>
 */
public final class MemoryPerKey {
  private MemoryPerKey() {}

  /** Prints a line: keys and bytes for each. */
  public static void main(String[] args) {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    measure(keys / 10); // so that classes are loaded
    long few = measure(keys / 10);
    long many = measure(keys);
    System.out.printf(
        Locale.ROOT,
        "memory\t%d keys\t%.1f bytes for each%n",
        keys,
        (double) (many - few) / (keys - keys / 10));
  }

  private static long measure(int keys) {
    Case heap = Case.named("state-heap-1M");
    Case what =
        new Case(
            heap.name(),
            heap.shape(),
            keys,
            heap.sizeMs(),
            heap.nanosApart(),
            keys,
            Case.Store.NONE,
            heap.lateness());
    Round round = Round.begin(Prepared.each(what));
    try (Job job = Engine.local().open(MillracePipelines.of(round, true))) {
      long before = used();
      job.settle();
      return used() - before;
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
