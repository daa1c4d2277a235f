package io.millrace.core.state;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.state.FoldedState;
import org.jspecify.annotations.Nullable;

/** A running aggregate without a time to live. */
final class FoldedHandle<T, A, R> implements FoldedState<T, R> {
  private final Cells<A> cells;
  private final Aggregate<T, A, R> aggregate;

  FoldedHandle(Cells<A> cells, Aggregate<T, A, R> aggregate) {
    this.cells = cells;
    this.aggregate = aggregate;
  }

  @Override
  public void add(T value) {
    int slot = cells.slot();
    A accumulator = cells.edit(slot);
    A folded = aggregate.add(accumulator == null ? aggregate.create() : accumulator, value);
    if (folded != accumulator) {
      cells.write(slot, folded);
    }
  }

  @Override
  public @Nullable R get() {
    A accumulator = cells.read(cells.slot());
    return accumulator == null ? null : aggregate.result(accumulator);
  }

  @Override
  public void clear() {
    cells.erase(cells.slot());
  }
}
