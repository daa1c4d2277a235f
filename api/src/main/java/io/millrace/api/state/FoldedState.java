package io.millrace.api.state;

import org.jspecify.annotations.Nullable;

/**
 * A running aggregate of the current key: reducing and aggregating state. Valid only inside a
 * callback.
 */
public interface FoldedState<T, R> {
  /** Folds a value in. */
  void add(T value);

  /** The result so far, or null if nothing was added. */
  @Nullable R get();

  /** Forgets what was added. */
  void clear();
}
