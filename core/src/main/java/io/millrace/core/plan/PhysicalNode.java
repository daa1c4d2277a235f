package io.millrace.core.plan;

import io.millrace.api.plan.Partitioning;
import io.millrace.api.plan.PlanNode;
import java.util.List;

/**
 * A node as it is carried out: a node of the user's plan, or one of the two parts of it.
 *
 * @param id unique in the physical plan
 * @param node the node of the user's plan
 * @param role the whole of it, or which part
 * @param inputs where its events come from
 * @param stage which stage it is fused into
 */
public record PhysicalNode(String id, PlanNode node, Role role, List<Input> inputs, int stage) {
  /** Which part of its plan node this is. */
  public enum Role {
    /** All of it. */
    WHOLE,
    /** What runs before the exchange. */
    LOCAL,
    /** What runs behind the exchange. */
    GLOBAL
  }

  /**
   * An input.
   *
   * @param from the physical node
   * @param port which input of this node
   * @param partitioning how events are spread, or by which key state is found
   * @param exchange true if events go through channels
   * @param reason why there is an exchange, or why there is none
   */
  public record Input(
      String from, int port, Partitioning partitioning, boolean exchange, String reason) {}
}
