package io.millrace.api.plan;

import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.spi.NamedProvider;
import java.lang.reflect.Type;
import java.util.List;

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

  /**
   * The same, with the types of the node's inputs in their order, {@code UnknownType} where one
   * cannot be known. An operator that keeps events in its state finds codecs for them by these.
   */
  default OperatorFactory factory(PlanNode node, List<Type> inputTypes) {
    return factory(node);
  }
}
