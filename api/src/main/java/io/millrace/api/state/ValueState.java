package io.millrace.api.state;

import org.jspecify.annotations.Nullable;

/**
 * One value of the current key. Valid only inside a callback of its operator, on the operator's
 * thread. The value belongs to the state: do not change it in place, set a new one.
 */
public interface ValueState<T> {
  /** The value, the spec's initial value if never set, else null. */
  @Nullable T get();

  /** Sets the value; null clears it. */
  void set(@Nullable T value);

  /** Forgets the value. */
  default void clear() {
    set(null);
  }
}
