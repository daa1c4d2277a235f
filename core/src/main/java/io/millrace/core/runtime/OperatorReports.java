package io.millrace.core.runtime;

import io.millrace.api.operator.Fate;
import io.millrace.api.report.OperatorReport;
import io.millrace.core.plan.PhysicalNode;
import io.millrace.core.plan.PhysicalPlan;
import io.millrace.core.task.NodeMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Adds up the counters of all subtasks. */
final class OperatorReports {
  private OperatorReports() {}

  static List<OperatorReport> of(PhysicalPlan plan, Map<String, List<NodeMetrics>> metrics) {
    List<OperatorReport> reports = new ArrayList<>();
    for (PhysicalNode node : plan.nodes()) {
      reports.add(report(node, metrics.getOrDefault(node.id(), List.of())));
    }
    return reports;
  }

  private static OperatorReport report(PhysicalNode node, List<NodeMetrics> parts) {
    long watermark = Long.MAX_VALUE;
    for (NodeMetrics part : parts) {
      watermark = Math.min(watermark, part.watermark());
    }
    return new OperatorReport(
        node.id(),
        node.node().step().kind(),
        sum(parts, NodeMetrics::in),
        sum(parts, part -> part.of(Fate.OUT)),
        sum(parts, part -> part.of(Fate.FILTERED)),
        sum(parts, part -> part.of(Fate.LATE)),
        sum(parts, part -> part.of(Fate.NO_WINDOW)),
        sum(parts, part -> part.of(Fate.DEAD)),
        sum(parts, part -> part.of(Fate.EXPIRED)),
        sum(parts, NodeMetrics::inFlight),
        sum(parts, NodeMetrics::emitted),
        sum(parts, NodeMetrics::openWindows),
        sum(parts, NodeMetrics::firedWindows),
        sum(parts, NodeMetrics::keys),
        sum(parts, NodeMetrics::stateBytes),
        watermark);
  }

  private static long sum(List<NodeMetrics> parts, ToLongFunction<NodeMetrics> number) {
    return parts.stream().mapToLong(number).sum();
  }
}
