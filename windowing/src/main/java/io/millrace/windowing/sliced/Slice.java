package io.millrace.windowing.sliced;

import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.Frozen;
import io.millrace.windowing.lanes.IntList;
import org.jspecify.annotations.Nullable;

/**
 * A slice of time: its numbers in columns of the store from its first event until no window needs
 * it, so that a snapshot has all there is, and what was stored once is not stored again. Keeps the
 * slot of each key that is in it.
 */
final class Slice {
  private final long number;
  private final Cells cells;
  private final IntList touched = new IntList();
  private @Nullable Frozen undo;

  /** The rows of the batch at hand that fall into it. */
  int rows;

  /** Where they begin in the scratch columns. */
  int rowsFrom;

  Slice(long number, Cells cells) {
    this.number = number;
    this.cells = cells;
  }

  long number() {
    return number;
  }

  /** The keys in it, each once, in order of arrival, or of slots after a restore. */
  IntList touched() {
    return touched;
  }

  /** The columns. */
  Cells cells() {
    return cells;
  }

  /**
   * What brings the front of two stacks back to what it was without this slice; null while it is in
   * the back.
   */
  @Nullable Frozen undo() {
    return undo;
  }

  void undo(@Nullable Frozen record) {
    undo = record;
  }

  /** Adds what a key has here. */
  void addTo(Cell cell, int slot) {
    cell.add(cells, slot);
  }
}
