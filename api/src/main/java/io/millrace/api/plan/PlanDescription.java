package io.millrace.api.plan;

import io.millrace.api.type.Types;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of the plan in words: what it is, what it gives, and its settings. The one place that
 * turns steps into text, for all formats.
 *
 * @param id the node's id
 * @param kind what it does, in a word
 * @param type what it emits
 * @param settings its settings by name, in order of interest
 * @param inputs where its events come from, each with how they are spread
 */
public record PlanDescription(
    String id, String kind, String type, Map<String, String> settings, List<Input> inputs) {

  /** An input in words. */
  public record Input(String from, String partitioning) {}

  /** Describes a node. */
  public static PlanDescription of(PlanNode node) {
    List<Input> inputs = new ArrayList<>();
    for (PlanInput input : node.inputs()) {
      inputs.add(new Input(input.from(), describe(input.partitioning())));
    }
    return new PlanDescription(
        node.id(), node.step().kind(), Types.name(node.type()), settings(node.step()), inputs);
  }

  private static String describe(Partitioning partitioning) {
    if (partitioning instanceof Partitioning.ByKey byKey) {
      return "by key " + Types.name(byKey.keyType());
    }
    if (partitioning instanceof Partitioning.ToAll) {
      return "to all";
    }
    return partitioning instanceof Partitioning.ToOne ? "to one" : "forward";
  }

  private static Map<String, String> settings(Step step) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (step instanceof Step.EventTime time) {
      settings.put("watermarks", time.watermarks().toString());
    } else if (step instanceof Step.Windowed windowed) {
      window(windowed.settings(), settings);
    } else if (step instanceof Step.IntervalJoin join) {
      settings.put("kind", join.joinKind().toString());
      settings.put(
          "right - left in",
          (join.lowerInclusive() ? "[" : "(")
              + millis(join.lowerMs())
              + ", "
              + millis(join.upperMs())
              + (join.upperInclusive() ? "]" : ")"));
      lateness(join.lateness(), settings);
    } else if (step instanceof Step.WindowJoin join) {
      settings.put("windows", join.assigner().describe());
      settings.put("kind", join.joinKind().toString());
      lateness(join.lateness(), settings);
    } else if (step instanceof Step.Read read) {
      settings.put("bounded", Boolean.toString(read.source().bounded()));
      settings.put("replayable", Boolean.toString(read.source().replayable()));
    } else if (step instanceof Step.Write write) {
      settings.put("guarantee", write.sink().guarantee().toString());
    } else if (step instanceof Step.Async async) {
      settings.put("order", async.settings().ordered() ? "ordered" : "unordered");
      settings.put("capacity", Integer.toString(async.settings().capacity()));
      settings.put("time-out", millis(async.settings().timeoutMs()));
      settings.put("retries", Integer.toString(async.settings().retries()));
    } else if (step instanceof Step.Side side) {
      settings.put("output", side.side().name());
    }
    return settings;
  }

  private static void window(WindowSettings window, Map<String, String> settings) {
    settings.put("windows", window.assigner().describe());
    if (window.trigger() != null) {
      settings.put("trigger", window.trigger().describe());
    }
    EarlyFiring early = window.early();
    if (!early.equals(EarlyFiring.NONE)) {
      settings.put("early", early.toString());
    }
    if (window.evictor() != null) {
      settings.put("evictor", window.evictor().describe());
    }
    lateness(window.lateness(), settings);
  }

  private static void lateness(Lateness lateness, Map<String, String> settings) {
    settings.put("lateness", millis(lateness.allowedMs()));
    settings.put("late by", lateness.byMerged() ? "merged watermark" : "own split");
    if (lateness.discarding()) {
      settings.put("firings", "discarding");
    }
  }

  private static String millis(long millis) {
    return Duration.ofMillis(millis).toString();
  }
}
