package io.millrace.api.plan;

import java.lang.reflect.Type;
import java.util.List;

/**
 * A node of the plan.
 *
 * @param id unique in the plan; given by the user for everything with state, a connection or a
 *     run-time life
 * @param step what it does
 * @param inputs where its events come from, in order
 * @param type the type of what it emits; {@code UnknownType} if it cannot be known
 */
public record PlanNode(String id, Step step, List<PlanInput> inputs, Type type) {
  /** Copies the inputs. */
  public PlanNode {
    inputs = List.copyOf(inputs);
  }
}
