package io.millrace.api.function;

import java.io.Serializable;

/** A long read from a value. */
@FunctionalInterface
public interface LongExtractor<T> extends Serializable {
  /** The number. */
  long applyAsLong(T value);
}
