package io.millrace.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine that can take part.
 *
 * @param name on the command line and in reports
 * @param main its program, which serves rounds
 * @param module where it is built; null for what is in the benchmarks themselves
 * @param collector the garbage collector that suits it
 */
record EngineKind(String name, String main, @Nullable String module, String collector) {
  static final String HAND = "hand";
  static final String MILLRACE = "millrace";

  /**
   * All, in the order in which they take turns. The parallel collector has the highest throughput
   * for all of them; Jet's own documentation recommends it for that.
   */
  static final List<EngineKind> ALL =
      List.of(
          own(HAND, "io.millrace.benchmarks.workloads.HandContender"),
          own(MILLRACE, "io.millrace.benchmarks.MillraceContender"),
          peer("flink", "flink.FlinkContender", "flink"),
          peer("flink-sql", "flink.FlinkSqlContender", "flink"),
          peer("jet", "jet.JetContender", "jet"),
          peer("kafka-streams", "kafka.StreamsContender", "kafka-streams"));

  private static EngineKind own(String name, String main) {
    return new EngineKind(name, main, null, "-XX:+UseParallelGC");
  }

  private static EngineKind peer(String name, String main, String module) {
    return new EngineKind(name, "io.millrace.benchmarks." + main, module, "-XX:+UseParallelGC");
  }

  static EngineKind named(String name) {
    return ALL.stream()
        .filter(kind -> kind.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no engine '"
                        + name
                        + "'. There are "
                        + String.join(", ", ALL.stream().map(EngineKind::name).toList())
                        + "."));
  }
}
