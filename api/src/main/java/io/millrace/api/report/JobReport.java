package io.millrace.api.report;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job did so far: data first, text and JSON from it.
 *
 * @param pipeline the pipeline's name
 * @param status how the job stands
 * @param elapsedMs how long it has been running, milliseconds
 * @param splits the splits of its sources, in order
 * @param operators its operators, sources first
 * @param durability how its checkpoints went; null for a job without checkpoints
 */
public record JobReport(
    String pipeline,
    String status,
    long elapsedMs,
    List<SplitReport> splits,
    List<OperatorReport> operators,
    @Nullable DurabilityReport durability) {
  /** Copies the lists; the splits of a source are put in order. */
  public JobReport {
    splits = bySource(splits);
    operators = List.copyOf(operators);
  }

  /** The operator of that id, or null. */
  public @Nullable OperatorReport operator(String id) {
    for (OperatorReport operator : operators) {
      if (operator.id().equals(id)) {
        return operator;
      }
    }
    return null;
  }

  /** Events read from all splits. */
  public long eventsRead() {
    return splits.stream().mapToLong(SplitReport::read).sum();
  }

  /** Events that came too late, all operators together. */
  public long late() {
    return operators.stream().mapToLong(OperatorReport::late).sum();
  }

  /** However workers share splits: those of a source together, and in order. */
  private static List<SplitReport> bySource(List<SplitReport> splits) {
    List<String> sources = splits.stream().map(SplitReport::source).distinct().toList();
    return splits.stream()
        .sorted(
            Comparator.comparingInt((SplitReport split) -> sources.indexOf(split.source()))
                .thenComparing(SplitReport::split))
        .toList();
  }

  /** The report as JSON. */
  public String json() {
    return Json.write(this);
  }

  /** The report as tables for reading; a column in which nothing was counted is left out. */
  public String text() {
    TextTable sources =
        new TextTable("source", "split", "read", "watermark", "lag", "state", "from the future");
    for (SplitReport split : splits) {
      sources.row(
          split.source(),
          split.split(),
          TextTable.number(split.read()),
          TextTable.time(split.watermarkMs()),
          split.lagMs() < 0 ? "-" : TextTable.duration(Duration.ofMillis(split.lagMs())),
          split.ended() ? "ended" : split.idle() ? "idle" : "active",
          TextTable.number(split.fromTheFuture()));
    }
    TextTable table =
        new TextTable(
            "operator",
            "kind",
            "in",
            "out",
            "filtered",
            "late",
            "no window",
            "dead",
            "expired",
            "in flight",
            "emitted",
            "windows open",
            "fired",
            "keys",
            "state");
    for (OperatorReport o : operators) {
      table.row(
          o.id(),
          o.kind(),
          TextTable.number(o.in()),
          TextTable.number(o.out()),
          TextTable.number(o.filtered()),
          TextTable.number(o.late()),
          TextTable.number(o.noWindow()),
          TextTable.number(o.dead()),
          TextTable.number(o.expired()),
          TextTable.number(o.inFlight()),
          TextTable.number(o.emitted()),
          TextTable.number(o.openWindows()),
          TextTable.number(o.firedWindows()),
          TextTable.number(o.keys()),
          TextTable.bytes(o.stateBytes()));
    }
    return "pipeline "
        + pipeline
        + ": "
        + status
        + " after "
        + TextTable.duration(Duration.ofMillis(elapsedMs))
        + "\n\n"
        + sources.withoutEmptyColumns()
        + "\n"
        + table.withoutEmptyColumns()
        + (durability == null ? "" : "\n" + durability.text());
  }
}
