package io.millrace.api.plan;

/**
 * An edge of the plan: where events come from and how they are spread.
 *
 * @param from the id of the node they come from
 * @param partitioning how they find their subtask
 */
public record PlanInput(String from, Partitioning partitioning) {
  /** An input whose events stay where they are. */
  public static PlanInput forward(String from) {
    return new PlanInput(from, new Partitioning.Forward());
  }
}
