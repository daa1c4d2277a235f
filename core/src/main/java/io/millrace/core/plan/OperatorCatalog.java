package io.millrace.core.plan;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.plan.OperatorProvider;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.plan.TwoStage;
import io.millrace.api.spi.ProviderLoader;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operators of other modules, found by the step they serve. Made once for a job. */
public final class OperatorCatalog {
  private final Map<String, OperatorProvider> providers;

  private OperatorCatalog(Map<String, OperatorProvider> providers) {
    this.providers = providers;
  }

  /** The catalog of all modules on the class path. */
  public static OperatorCatalog load() {
    return new OperatorCatalog(ProviderLoader.all(OperatorProvider.class));
  }

  /**
   * The factory for a node whose step belongs to another module.
   *
   * @param inputTypes the types of the node's inputs, in order
   */
  public OperatorFactory factory(PlanNode node, List<Type> inputTypes) {
    OperatorProvider provider = find(node);
    if (provider == null) {
      throw new MillraceException(
          ApiError.PROVIDER_NOT_FOUND,
          "'"
              + node.id()
              + "' is a "
              + node.step().kind()
              + ", which no module on the class path serves. Found: "
              + providers.keySet()
              + ". Add "
              + artifact(node.step())
              + ".");
    }
    return provider.factory(node, inputTypes);
  }

  /** The two parts of a node, or null if it cannot be taken apart. */
  public @Nullable TwoStage twoStage(PlanNode node, List<Type> inputTypes) {
    OperatorProvider provider = find(node);
    return provider instanceof TwoStage.Provider parts ? parts.twoStage(node, inputTypes) : null;
  }

  private @Nullable OperatorProvider find(PlanNode node) {
    for (OperatorProvider provider : providers.values()) {
      if (provider.serves(node.step())) {
        return provider;
      }
    }
    return null;
  }

  private static String artifact(Step step) {
    return step instanceof Step.Windowed ? "millrace-windowing" : "millrace-joins";
  }
}
