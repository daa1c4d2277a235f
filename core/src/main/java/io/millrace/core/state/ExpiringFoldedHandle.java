package io.millrace.core.state;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.state.FoldedState;
import org.jspecify.annotations.Nullable;

/** A running aggregate with a time to live: once expired it starts afresh. */
final class ExpiringFoldedHandle<T, A, R> implements FoldedState<T, R> {
  private final StampedCells<A> cells;
  private final Aggregate<T, A, R> aggregate;

  ExpiringFoldedHandle(StampedCells<A> cells, Aggregate<T, A, R> aggregate) {
    this.cells = cells;
    this.aggregate = aggregate;
  }

  @Override
  public void add(T value) {
    A accumulator = cells.edit();
    cells.write(aggregate.add(accumulator == null ? aggregate.create() : accumulator, value));
  }

  @Override
  public @Nullable R get() {
    A accumulator = cells.read();
    return accumulator == null ? null : aggregate.result(accumulator);
  }

  @Override
  public void clear() {
    cells.write(null);
  }
}
