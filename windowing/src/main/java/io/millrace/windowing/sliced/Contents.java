package io.millrace.windowing.sliced;

import io.millrace.api.backend.LongColumn;
import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.IntList;
import io.millrace.windowing.lanes.Layout;
import io.millrace.windowing.lanes.OwnColumns;

/**
 * What lies in the window that fires, for all keys, kept up from one window to the next: slices
 * enter when the window reaches them and leave when it has passed them. All of it can be made again
 * from the slices, and is after a restore; so none of it lies in the store.
 */
abstract class Contents {
  private final IntList present = new IntList();
  private final LongColumn places = OwnColumns.longs();

  /** Contents by adding and subtracting where that is exact, by two stacks where it is not. */
  static Contents of(Layout layout, SliceGrid grid) {
    return layout.subtractable()
        ? new RunningContents(layout)
        : new StackedContents(
            layout,
            grid.regularSlideMs() == SliceGrid.NONE
                ? StackedContents.NO_BLOCKS
                : grid.slicesPerWindow());
  }

  /** How many keys are in it. */
  final int size() {
    return present.size();
  }

  final int slotAt(int place) {
    return present.get(place);
  }

  /** True if the key is in it. */
  abstract boolean has(int slot);

  /** Adds what a key has in it. */
  abstract void addTo(Cell cell, int slot);

  /** Takes a slice in, younger than all that are in. */
  final void enter(Slice slice) {
    IntList slots = slice.touched();
    for (int i = 0; i < slots.size(); i++) {
      int slot = slots.get(i);
      if (!has(slot)) {
        places.set(slot, present.size());
        present.add(slot);
      }
    }
    merge(slice);
    slice.cells().pack();
  }

  /** Lets the oldest slice go. */
  final void leave(Slice slice) {
    IntList slots = slice.touched();
    remove(slice);
    for (int i = 0; i < slots.size(); i++) {
      int slot = slots.get(i);
      if (!has(slot)) {
        int place = (int) places.get(slot);
        int last = present.removeLast();
        if (last != slot) {
          present.set(place, last);
          places.set(last, place);
        }
        places.set(slot, 0);
      }
    }
  }

  abstract void merge(Slice slice);

  /** All slices of the window that begins with that one are in. */
  void settle(long firstSlice) {}

  abstract void remove(Slice slice);
}
