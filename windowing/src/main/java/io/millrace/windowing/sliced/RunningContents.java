package io.millrace.windowing.sliced;

import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.Layout;

/**
 * Contents as one running aggregate: a slide adds the slices that enter and subtracts those that
 * leave.
 */
final class RunningContents extends Contents {
  private final Cells running;

  RunningContents(Layout layout) {
    running = Cells.derived(layout);
  }

  @Override
  boolean has(int slot) {
    return running.counted(slot) != 0;
  }

  @Override
  void addTo(Cell cell, int slot) {
    cell.add(running, slot);
  }

  @Override
  void merge(Slice slice) {
    running.merge(slice.cells(), slice.touched().items(), slice.touched().size());
  }

  @Override
  void remove(Slice slice) {
    running.subtract(slice.cells(), slice.touched().items(), slice.touched().size());
  }
}
