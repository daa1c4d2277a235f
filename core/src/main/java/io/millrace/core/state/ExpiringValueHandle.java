package io.millrace.core.state;

import io.millrace.api.state.ValueState;
import org.jspecify.annotations.Nullable;

/** A value with a time to live. */
final class ExpiringValueHandle<T> implements ValueState<T> {
  private final StampedCells<T> cells;
  private final @Nullable T initial;

  ExpiringValueHandle(StampedCells<T> cells, @Nullable T initial) {
    this.cells = cells;
    this.initial = initial;
  }

  @Override
  public @Nullable T get() {
    T value = cells.read();
    return value == null ? initial : value;
  }

  @Override
  public void set(@Nullable T value) {
    cells.write(value);
  }
}
