package io.millrace.core.plan;

import io.millrace.api.plan.PlanDescription;
import io.millrace.api.plan.Step;
import io.millrace.api.plan.TwoStage;
import java.util.List;
import java.util.Map;

/**
 * How a plan is carried out: nodes in stages, exchanges between stages. Each stage runs as many
 * tasks as there are workers.
 *
 * @param name the pipeline's name
 * @param parallelism workers, and tasks of each stage
 * @param nodes the nodes, inputs first
 * @param stages how many stages there are
 * @param twoStage the nodes that were taken apart
 */
public record PhysicalPlan(
    String name,
    int parallelism,
    List<PhysicalNode> nodes,
    int stages,
    Map<String, TwoStage> twoStage) {

  /** What runs where, and why, for people. */
  public String explain() {
    StringBuilder text = new StringBuilder();
    text.append("pipeline ").append(name).append(": ").append(stages);
    text.append(stages == 1 ? " stage" : " stages").append(" on ").append(parallelism);
    text.append(parallelism == 1 ? " worker\n" : " workers\n");
    for (int stage = 0; stage < stages; stage++) {
      text.append("stage ").append(stage).append(" (").append(parallelism);
      text.append(parallelism == 1 ? " task)\n" : " tasks)\n");
      for (PhysicalNode node : nodes) {
        if (node.stage() == stage) {
          describe(node, text);
        }
      }
    }
    return text.toString();
  }

  private static void describe(PhysicalNode node, StringBuilder text) {
    PlanDescription words = PlanDescription.of(node.node());
    text.append("  ").append(node.id()).append(": ").append(words.kind());
    words
        .settings()
        .forEach((name, value) -> text.append(", ").append(name).append(' ').append(value));
    text.append('\n');
    for (PhysicalNode.Input input : node.inputs()) {
      text.append("      from ").append(input.from());
      text.append(input.exchange() ? " through an exchange: " : " fused: ");
      text.append(input.reason()).append('\n');
    }
    if (node.node().step() instanceof Step.Write write) {
      text.append("      guarantee after a failure: ")
          .append(write.sink().guarantee())
          .append('\n');
    }
  }
}
