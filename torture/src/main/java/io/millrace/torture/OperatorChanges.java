package io.millrace.torture;

import java.util.List;
import java.util.stream.Stream;

/** Changes of what operators do with the same values. */
final class OperatorChanges {
  private static final String SUM = "Aggregates.sumLong(Program.Item::n)";

  private OperatorChanges() {}

  static List<SchemaChange> all() {
    return Stream.of(aggregates(), settings()).flatMap(List::stream).toList();
  }

  private static List<SchemaChange> aggregates() {
    return List.of(
        SchemaChange.operators(
            "aggregate: the same, read by another function",
            SUM,
            "Aggregates.sumLong(item -> item.n() + 0)",
            null),
        SchemaChange.operators(
            "aggregate: a sum, now a maximum",
            SUM,
            "Aggregates.maxLong(Program.Item::n)",
            "0: stored as sum_long, now max_long"),
        SchemaChange.operators(
            "aggregate: a sum, now a count",
            SUM,
            "Aggregates.count()",
            "0: stored as sum_long, now count"));
  }

  private static List<SchemaChange> settings() {
    return List.of(
        SchemaChange.operators(
            "windows: size",
            "SIZE = Duration.ofHours(1)",
            "SIZE = Duration.ofHours(2)",
            "slices.size: stored as PT1H, now PT2H"),
        SchemaChange.operators(
            "windows: slide",
            "SLIDE = Duration.ofHours(1)",
            "SLIDE = Duration.ofMinutes(30)",
            "slices.slide: stored as PT1H, now PT30M"),
        SchemaChange.operators(
            "sessions: gap",
            "GAP = Duration.ofHours(1)",
            "GAP = Duration.ofMinutes(1)",
            "sessions.gap: stored as PT1H, now PT1M"),
        SchemaChange.operators(
            "window join: size",
            "JOINED = Duration.ofHours(1)",
            "JOINED = Duration.ofHours(2)",
            "window-join.assigner: stored as tumbling PT1H, now tumbling PT2H"),
        SchemaChange.operators(
            "interval join: bounds",
            "NEAR = Duration.ofSeconds(20)",
            "NEAR = Duration.ofSeconds(19)",
            "interval-join.from: stored as PT20S, now PT19S"));
  }
}
