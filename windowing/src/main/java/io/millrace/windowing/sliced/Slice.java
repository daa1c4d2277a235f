package io.millrace.windowing.sliced;

import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.Frozen;
import io.millrace.windowing.lanes.IntList;
import org.jspecify.annotations.Nullable;

/**
 * A slice of time: open, with its numbers in columns of the store, or frozen. Keeps the slot of
 * each key that is in it.
 */
final class Slice {
  private final long number;
  private final IntList touched = new IntList();
  private @Nullable Cells cells;
  private @Nullable Frozen frozen;
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

  /** The keys in it, each once, in order of arrival. */
  IntList touched() {
    return touched;
  }

  /** The columns, null once frozen. */
  @Nullable Cells cells() {
    return cells;
  }

  /** Copies what is touched out of the columns and gives them back. */
  Frozen freeze() {
    Cells open = cells;
    Frozen content = frozen;
    if (open != null) {
      content = open.freeze(touched.items(), touched.size());
      open.drop();
      frozen = content;
      cells = null;
    }
    if (content == null) {
      throw new AssertionError("slice " + number + " has no content");
    }
    return content;
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
    if (cells != null) {
      cell.add(cells, slot);
    } else if (frozen != null) {
      int place = frozen.placeOf(slot);
      if (place >= 0) {
        cell.add(frozen, place);
      }
    }
  }
}
