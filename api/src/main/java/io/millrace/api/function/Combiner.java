package io.millrace.api.function;

import java.io.Serializable;

/** Two values in, one out. */
@FunctionalInterface
public interface Combiner<A, B, R> extends Serializable {
  /** The combination of both. */
  R apply(A left, B right);
}
