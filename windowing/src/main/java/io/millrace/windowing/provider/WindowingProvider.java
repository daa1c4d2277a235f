package io.millrace.windowing.provider;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.plan.OperatorProvider;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.plan.TwoStage;
import org.jspecify.annotations.Nullable;

/** Gives the operators for windows. Named {@code windowing}. Stateless. */
public final class WindowingProvider implements OperatorProvider, TwoStage.Provider {
  /** For the service loader. */
  public WindowingProvider() {}

  @Override
  public String name() {
    return "windowing";
  }

  @Override
  public boolean serves(Step step) {
    return step instanceof Step.Windowed;
  }

  @Override
  public OperatorFactory factory(PlanNode node) {
    if (node.step() instanceof Step.Windowed windowed) {
      return OperatorChoice.of(windowed.settings());
    }
    throw new MillraceException(
        ApiError.BUG,
        "the windowing module was asked for an operator of kind '"
            + node.step().kind()
            + "' for node '"
            + node.id()
            + "'; it serves 'window'.");
  }

  @Override
  public @Nullable TwoStage twoStage(PlanNode node) {
    return node.step() instanceof Step.Windowed windowed
        ? OperatorChoice.twoStage(windowed.settings())
        : null;
  }
}
