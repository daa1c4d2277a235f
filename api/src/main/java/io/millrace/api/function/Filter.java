package io.millrace.api.function;

import java.io.Serializable;

/** Keeps or drops a value. */
@FunctionalInterface
public interface Filter<T> extends Serializable {
  /** True to keep the value. */
  boolean test(T value);
}
