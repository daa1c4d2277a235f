package io.millrace.api.function;

import java.io.Serializable;

/** Looks at a value. */
@FunctionalInterface
public interface Action<T> extends Serializable {
  /** Called once for each value. */
  void accept(T value);
}
