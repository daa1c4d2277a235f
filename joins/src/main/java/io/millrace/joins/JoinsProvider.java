package io.millrace.joins;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.OperatorProvider;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import java.lang.reflect.Type;
import java.util.List;

/**
 * Serves the joins: {@link Step.IntervalJoin} and {@link Step.WindowJoin}. Stateless and
 * thread-safe; an operator costs nothing until it is opened.
 */
public final class JoinsProvider implements OperatorProvider {
  /** For {@code ServiceLoader}. */
  public JoinsProvider() {}

  @Override
  public String name() {
    return "joins";
  }

  @Override
  public boolean serves(Step step) {
    return step instanceof Step.IntervalJoin || step instanceof Step.WindowJoin;
  }

  @Override
  public OperatorFactory factory(PlanNode node) {
    return factory(node, List.of());
  }

  /**
   * A factory of join operators. With both input types known, their state can be stored.
   *
   * @throws MillraceException {@code JOIN_INVALID} if the lower bound lies above the upper one or
   *     the settings contradict each other
   */
  @Override
  public OperatorFactory factory(PlanNode node, List<Type> inputTypes) {
    SideTypes types = new SideTypes(inputTypes, node.id());
    if (node.step() instanceof Step.IntervalJoin join) {
      IntervalBounds bounds = IntervalBounds.of(node.id(), join);
      return () -> new IntervalJoinOperator<>(join, bounds, types);
    }
    if (node.step() instanceof Step.WindowJoin join) {
      checkWindowJoin(node.id(), join);
      return () -> new WindowJoinOperator<>(join, types);
    }
    throw new MillraceException(
        ApiError.BUG,
        "the joins were asked for a step of kind '"
            + node.step().kind()
            + "', which they do not serve.");
  }

  private static void checkWindowJoin(String id, Step.WindowJoin join) {
    if (join.coGroup() && join.joinKind() == JoinKind.ANTI) {
      throw new MillraceException(
          ApiError.JOIN_INVALID,
          "co-group '"
              + id
              + "' was asked for the kind ANTI. A co-group sees both sides of every window: leave out"
              + " what has a partner in its function.");
    }
  }
}
