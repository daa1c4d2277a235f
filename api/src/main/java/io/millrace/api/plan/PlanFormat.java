package io.millrace.api.plan;

import io.millrace.api.report.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways to read a plan. */
public enum PlanFormat {
  /** A line for each node, for people. */
  TEXT {
    @Override
    String render(LogicalPlan plan) {
      StringBuilder text = new StringBuilder("pipeline ").append(plan.name()).append('\n');
      for (PlanNode node : plan.nodes()) {
        PlanDescription words = PlanDescription.of(node);
        text.append("  ").append(words.id()).append(": ").append(words.kind());
        text.append(" -> ").append(words.type());
        words
            .settings()
            .forEach((name, value) -> text.append(", ").append(name).append(' ').append(value));
        for (PlanDescription.Input input : words.inputs()) {
          text.append("\n      from ")
              .append(input.from())
              .append(" (")
              .append(input.partitioning())
              .append(')');
        }
        text.append('\n');
      }
      return text.toString();
    }
  },
  /**
   * One JSON object: {@code {"name": …, "nodes": […]}}. Needs the engine's module on the class
   * path.
   */
  JSON {
    @Override
    String render(LogicalPlan plan) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("name", plan.name());
      List<PlanDescription> nodes = plan.nodes().stream().map(PlanDescription::of).toList();
      document.put("nodes", nodes);
      return Json.write(document);
    }
  },
  /** A Mermaid flow chart, to paste into Markdown. */
  MERMAID {
    @Override
    String render(LogicalPlan plan) {
      StringBuilder text = new StringBuilder("flowchart LR\n");
      Map<String, String> names = new LinkedHashMap<>();
      for (PlanNode node : plan.nodes()) {
        names.put(node.id(), "n" + names.size());
      }
      for (PlanNode node : plan.nodes()) {
        PlanDescription words = PlanDescription.of(node);
        text.append("  ")
            .append(names.get(node.id()))
            .append("[\"")
            .append(escape(words.id()))
            .append("<br/>");
        text.append(words.kind()).append("\"]\n");
        for (PlanDescription.Input input : words.inputs()) {
          text.append("  ").append(names.get(input.from()));
          text.append(
              input.partitioning().equals("forward")
                  ? " --> "
                  : " -- " + escape(input.partitioning()) + " --> ");
          text.append(names.get(node.id())).append('\n');
        }
      }
      return text.toString();
    }
  };

  abstract String render(LogicalPlan plan);

  private static String escape(String text) {
    return text.replace("\"", "#quot;").replace("<", "#lt;").replace(">", "#gt;");
  }
}
