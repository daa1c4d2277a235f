package io.millrace.api.plan;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.type.Types;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.WindowAssigner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds everything that is wrong with a plan before it runs, and says it all at once. */
public final class PlanValidator {
  private PlanValidator() {}

  /** Throws if the plan has problems; the message lists all of them. */
  public static void check(LogicalPlan plan) {
    List<String> problems = problems(plan);
    if (problems.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append("pipeline '").append(plan.name()).append("' has ").append(problems.size());
    text.append(problems.size() == 1 ? " problem:" : " problems:");
    for (int i = 0; i < problems.size(); i++) {
      text.append(" (").append(i + 1).append(") ").append(problems.get(i));
    }
    throw new MillraceException(ApiError.PLAN_INVALID, text.toString());
  }

  /** The problems of a plan, in plan order; empty if there are none. */
  public static List<String> problems(LogicalPlan plan) {
    List<String> problems = new ArrayList<>();
    ids(plan, problems);
    Map<String, Boolean> timed = new HashMap<>();
    boolean hasSink = false;
    for (PlanNode node : plan.nodes()) {
      hasSink |= node.step() instanceof Step.Write;
      timed.put(node.id(), timed(node, timed));
      windows(node, timed, problems);
      keys(node, problems);
    }
    if (!hasSink) {
      problems.add(
          "nothing is written: no stream ends in a sink. Add .to(\"some-id\", Sinks.print()) or another sink.");
    }
    return problems;
  }

  private static void ids(LogicalPlan plan, List<String> problems) {
    Set<String> seen = new HashSet<>();
    for (PlanNode node : plan.nodes()) {
      if (node.id().isBlank()) {
        problems.add(
            "a "
                + node.step().kind()
                + " has an empty id. Give it a name; its state is found by it.");
      } else if (!seen.add(node.id())) {
        problems.add(
            "two nodes are named '"
                + node.id()
                + "', the second is a "
                + node.step().kind()
                + ". Give one of them another id; state is found by it.");
      }
    }
  }

  private static boolean timed(PlanNode node, Map<String, Boolean> timed) {
    if (node.step() instanceof Step.EventTime || node.step() instanceof Step.IngestionTime) {
      return true;
    }
    if (node.step() instanceof Step.Read read) {
      return read.source().givesTime();
    }
    for (PlanInput input : node.inputs()) {
      if (!timed.getOrDefault(input.from(), false)) {
        return false;
      }
    }
    return true;
  }

  private static void windows(PlanNode node, Map<String, Boolean> timed, List<String> problems) {
    String what;
    if (node.step() instanceof Step.Windowed windowed
        && needsTime(windowed.settings().assigner())) {
      what = "event-time windows";
    } else if (node.step() instanceof Step.WindowJoin join && needsTime(join.assigner())) {
      what = "event-time windows";
    } else if (node.step() instanceof Step.IntervalJoin) {
      what = "an interval join";
    } else {
      return;
    }
    for (PlanInput input : node.inputs()) {
      if (!timed.getOrDefault(input.from(), false)) {
        problems.add(
            "'"
                + node.id()
                + "' is "
                + what
                + " but the events of '"
                + input.from()
                + "' have no event time. Call eventTime(…) right after the source, or use processing-time windows.");
      }
    }
  }

  private static boolean needsTime(WindowAssigner<?> assigner) {
    return assigner.domain() == TimeDomain.EVENT && assigner.usesTime();
  }

  private static void keys(PlanNode node, List<String> problems) {
    for (PlanInput input : node.inputs()) {
      if (input.partitioning() instanceof Partitioning.ByKey byKey
          && !Types.isKnown(byKey.keyType())) {
        String reason =
            byKey.keyType() instanceof UnknownType unknown ? ": " + unknown.reason() : "";
        problems.add(
            "'"
                + node.id()
                + "' keeps state by key, but the type of its keys cannot be known ("
                + Types.name(byKey.keyType())
                + reason
                + "). Use a method reference in keyBy, or a record as key.");
      }
    }
  }
}
