package io.millrace.api.function;

import java.io.Serializable;

/** A double read from a value. */
@FunctionalInterface
public interface DoubleExtractor<T> extends Serializable {
  /** The number. */
  double applyAsDouble(T value);
}
