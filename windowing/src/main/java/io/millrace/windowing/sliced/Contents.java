package io.millrace.windowing.sliced;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.IntList;
import io.millrace.windowing.lanes.Layout;

/**
 * What lies in the window that fires, for all keys, kept up from one window to the next: slices
 * enter when the window reaches them and leave when it has passed them.
 */
abstract class Contents {
  private static final ColumnSpec PLACES = ColumnSpec.longs("window-place");

  private final IntList present = new IntList();
  private final LongColumn places;

  Contents(KeyedStateStore store) {
    places = store.longs(PLACES, 0);
  }

  /** Contents by adding and subtracting where that is exact, by two stacks where it is not. */
  static Contents of(Layout layout, KeyedStateStore store, boolean keepsSlices) {
    return layout.subtractable()
        ? new RunningContents(layout, store)
        : new StackedContents(layout, store, keepsSlices);
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
    int[] slots = slice.freeze().slots();
    for (int slot : slots) {
      if (!has(slot)) {
        places.set(slot, present.size());
        present.add(slot);
      }
    }
    merge(slice);
  }

  /** Lets the oldest slice go. */
  final void leave(Slice slice) {
    int[] slots = slice.freeze().slots();
    remove(slice);
    for (int slot : slots) {
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

  abstract void remove(Slice slice);
}
