package io.millrace.api.function;

import java.io.Serializable;

/**
 * The key of a value. Must be deterministic: equal values give equal keys, on every machine and in
 * every run.
 */
@FunctionalInterface
public interface KeySelector<T, K> extends Serializable {
  /** The key; never null. */
  K keyOf(T value);
}
