package io.millrace.api.operator;

/**
 * Makes one fresh operator for each subtask: an {@link Operator}, {@link BatchOperator} or {@link
 * TwoInputOperator}.
 */
@FunctionalInterface
public interface OperatorFactory {
  /** A fresh operator. */
  OperatorLifecycle<?> create();
}
