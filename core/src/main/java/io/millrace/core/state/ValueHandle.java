package io.millrace.core.state;

import io.millrace.api.state.ValueState;
import org.jspecify.annotations.Nullable;

/** A value without a time to live. */
final class ValueHandle<T> implements ValueState<T> {
  private final Cells<T> cells;
  private final @Nullable T initial;

  ValueHandle(Cells<T> cells, @Nullable T initial) {
    this.cells = cells;
    this.initial = initial;
  }

  @Override
  public @Nullable T get() {
    T value = cells.read(cells.slot());
    return value == null ? initial : value;
  }

  @Override
  public void set(@Nullable T value) {
    if (value == null) {
      cells.erase(cells.slot());
    } else {
      cells.write(cells.slot(), value);
    }
  }
}
