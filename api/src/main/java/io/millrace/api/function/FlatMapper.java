package io.millrace.api.function;

import java.io.Serializable;

/** One value in, any number out. */
@FunctionalInterface
public interface FlatMapper<T, R> extends Serializable {
  /** The values that replace {@code value}, in order. */
  Iterable<? extends R> apply(T value);
}
