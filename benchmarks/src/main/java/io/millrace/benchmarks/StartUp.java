package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.benchmarks.workloads.CountSum;
import io.millrace.benchmarks.workloads.Tick;
import io.millrace.windowing.Windows;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/**
 * How long does it take from the start of the virtual machine to the first result of a small job?
 *
 * <pre>bin/bench start</pre>
 */
public final class StartUp {
  private StartUp() {}

  /** Prints a line: milliseconds. */
  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create("hello");
    pipeline
        .from("ticks", Sources.of(Tick.class, List.of(new Tick(1, 2, 3), new Tick(1, 3, 5_000))))
        .eventTimeMillis(Tick::timeMs, Watermarks.monotonic())
        .keyBy(Tick::key)
        .window(Windows.tumbling(Duration.ofSeconds(1)))
        .aggregate(
            "totals",
            Aggregates.both(Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new))
        .to("out", Sinks.callback(result -> first()));
    Engine.local().run(pipeline);
  }

  private static boolean told;

  private static void first() {
    if (!told) {
      told = true;
      long started = ManagementFactory.getRuntimeMXBean().getStartTime();
      System.out.println("start\t" + (System.currentTimeMillis() - started) + " ms");
    }
  }
}
