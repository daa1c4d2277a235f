package io.millrace.torture.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can happen at which step, and how often it did. */
public final class Pairs {
  /**
   * Something that happens at a step.
   *
   * @param step where
   * @param fault what
   */
  public record Pair(Step step, FaultKind fault) {}

  private static final List<Pair> ALL = all();

  private final Map<Step, Map<FaultKind, Integer>> hits = new TreeMap<>();

  /** None has happened. */
  public Pairs() {}

  private static List<Pair> all() {
    List<Pair> pairs = new ArrayList<>();
    for (Step step : Step.values()) {
      for (FaultKind fault : FaultKind.values()) {
        if (step.why(fault) == null) {
          pairs.add(new Pair(step, fault));
        }
      }
    }
    return List.copyOf(pairs);
  }

  /** All that make sense. */
  public static List<Pair> sensible() {
    return ALL;
  }

  /** Counts one. */
  public void hit(Step step, FaultKind fault) {
    hits.computeIfAbsent(step, unused -> new TreeMap<>()).merge(fault, 1, Integer::sum);
  }

  private int hits(Step step, FaultKind fault) {
    return hits.getOrDefault(step, Map.of()).getOrDefault(fault, 0);
  }

  /** How often the one that happened least has happened. */
  public int least() {
    return ALL.stream().mapToInt(pair -> hits(pair.step(), pair.fault())).min().orElse(0);
  }

  /** How often each has happened, and why the others cannot. */
  public String table() {
    StringBuilder text = new StringBuilder("  %-26s".formatted("step"));
    for (FaultKind fault : FaultKind.values()) {
      text.append("%10s".formatted(fault));
    }
    Map<String, Integer> reasons = new TreeMap<>();
    for (Step step : Step.values()) {
      text.append("\n  %-26s".formatted(step));
      for (FaultKind fault : FaultKind.values()) {
        @Nullable String why = step.why(fault);
        if (why != null) {
          reasons.merge(fault + ": " + why, 1, Integer::sum);
        }
        text.append("%10s".formatted(why == null ? hits(step, fault) : "-"));
      }
    }
    return reasons.entrySet().stream()
        .map(reason -> "  - " + reason.getKey() + " (" + reason.getValue() + " steps)")
        .collect(Collectors.joining("\n", text + "\n", ""));
  }
}
