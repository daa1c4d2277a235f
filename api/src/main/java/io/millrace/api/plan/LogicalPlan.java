package io.millrace.api.plan;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the user built, as data: named nodes and the edges between them, in an order in which every
 * node comes after its inputs. Immutable. Every runner consumes it, and it can be read as text,
 * JSON or a Mermaid graph ({@link PlanFormat}).
 *
 * @param name the pipeline's name
 * @param nodes the nodes, inputs first
 */
public record LogicalPlan(String name, List<PlanNode> nodes) {
  /** Copies the nodes. */
  public LogicalPlan {
    nodes = List.copyOf(nodes);
  }

  /** The nodes by id, in plan order. */
  public Map<String, PlanNode> byId() {
    Map<String, PlanNode> byId = new LinkedHashMap<>();
    nodes.forEach(node -> byId.put(node.id(), node));
    return byId;
  }

  /** The node of that id. */
  public PlanNode node(String id) {
    for (PlanNode node : nodes) {
      if (node.id().equals(id)) {
        return node;
      }
    }
    throw new MillraceException(
        ApiError.ID_UNKNOWN,
        "pipeline '"
            + name
            + "' has no node '"
            + id
            + "'. It has: "
            + nodes.stream().map(PlanNode::id).toList()
            + ".");
  }

  /** The plan in that format. */
  public String format(PlanFormat format) {
    return format.render(this);
  }

  @Override
  public String toString() {
    return format(PlanFormat.TEXT);
  }
}
