package io.millrace.api.function;

import java.io.Serializable;

/** One value in, one value out. */
@FunctionalInterface
public interface Mapper<T, R> extends Serializable {
  /** The value that replaces {@code value}. */
  R apply(T value);
}
