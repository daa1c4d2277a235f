package io.millrace.windowing.sliced;

import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.CellStack;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.Frozen;
import io.millrace.windowing.lanes.IntList;
import io.millrace.windowing.lanes.Layout;
import java.util.ArrayDeque;

/** Contents of an aggregate that cannot subtract. */
final class StackedContents extends Contents {
  /** For slices that enter two at a time. */
  static final long NO_BLOCKS = Long.MAX_VALUE;

  /*
   * Two stacks (Tangwongsan, Hirzel, Schneider: Low-Latency Sliding-Window Aggregation in Worst-Case Constant Time, DEBS 2017,
   * section 2), run on all keys of a slice at once. The back is one accumulation of all slices in it. The front is the
   * accumulation of all slices in the front; each of those slices keeps, for the keys in it, what the front was before the
   * slice was put there, so that letting it go is copying that back. When the front is empty, the back's slices are
   * put there one by one, the youngest first. A key costs one merge when a slice enters, one when it moves to the front and
   * one or two when the window is read, whatever the number of slices. Keys that a slice does not have cost nothing in it.
   *
   * Slices come in blocks as long as a window (van Herk 1992), so that a window spans two at most: the front holds what is left
   * of the older block, the back what has come of the younger one. Which slices are in which follows from the window alone,
   * and so do the last bits of sums of fractions: they are the same after a restore. That needs that a block is complete
   * when its first slice leaves, which holds if slices enter one at a time; where they do not, there are no blocks.
   */
  private final Layout layout;
  private final Cells front;
  private final Cells back;
  private final ArrayDeque<Slice> frontSlices = new ArrayDeque<>();
  private final ArrayDeque<Slice> backSlices = new ArrayDeque<>();

  private final long blockLength;
  private long backBlock;

  /** With blocks of that many slices, or {@link #NO_BLOCKS}. */
  StackedContents(Layout layout, long blockLength) {
    this.layout = layout;
    this.blockLength = blockLength;
    front = Cells.derived(layout);
    back = Cells.derived(layout);
  }

  @Override
  boolean has(int slot) {
    return front.counted(slot) != 0 || back.counted(slot) != 0;
  }

  @Override
  void addTo(Cell cell, int slot) {
    cell.add(front, slot);
    cell.add(back, slot);
  }

  @Override
  void merge(Slice slice) {
    long block = blockLength == NO_BLOCKS ? 0 : Math.floorDiv(slice.number(), blockLength);
    if (block != backBlock) {
      flip();
      backBlock = block;
    }
    back.merge(slice.cells(), slice.touched().items(), slice.touched().size());
    backSlices.addLast(slice);
  }

  @Override
  void settle(long firstSlice) {
    if (blockLength != NO_BLOCKS && !backSlices.isEmpty() && backBlock * blockLength < firstSlice) {
      flip();
    }
  }

  @Override
  void remove(Slice slice) {
    if (frontSlices.isEmpty()) {
      flip();
    }
    frontSlices.removeFirst();
    Frozen before = slice.undo();
    if (before == null) {
      throw new AssertionError("slice " + slice.number() + " is not in the front");
    }
    CellStack.pop(layout, front, before);
    slice.undo(null);
  }

  private void flip() {
    while (!backSlices.isEmpty()) {
      Slice slice = backSlices.removeLast();
      IntList slots = slice.touched();
      back.clear(slots.items(), slots.size());
      Frozen record = slice.cells().freeze(slots.items(), slots.size());
      slice.cells().pack();
      CellStack.push(layout, front, record);
      slice.undo(record);
      frontSlices.addFirst(slice);
    }
  }
}
