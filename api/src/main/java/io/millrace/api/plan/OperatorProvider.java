package io.millrace.api.plan;

import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.spi.NamedProvider;

/**
 * Gives the operators for the steps a module serves, so that the engine need not know the module.
 * Registered under {@code META-INF/services}; asked once for each node when a job is built.
 */
public interface OperatorProvider extends NamedProvider {
  /** True if the step is this module's. */
  boolean serves(Step step);

  /**
   * A factory of operators for a node whose step it serves. Refuses settings that make no sense.
   */
  OperatorFactory factory(PlanNode node);
}
