package io.millrace.windowing.sliced;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.codec.Codec;
import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.IntList;
import io.millrace.windowing.lanes.Layout;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Events that cannot be folded into their slice because they do not count in all windows of it, or
 * because one of the windows has fired: by key, with the windows they do count in. One accumulator
 * for each key and range of windows.
 */
final class Patches {
  /*
   * An event may be late for the older windows of its slice and on time for the younger. It may also be late, by the watermark
   * of its own split, for a window that has not fired because another split is behind. A range of window numbers says all of
   * that: events that share it share an accumulator, so there are never more for a key than slices in a window, squared.
   */
  private final Aggregate<Object, Object, Object> aggregate;
  private final KeyedStateStore store;
  private final ObjectColumn<Patch> heads;
  private final IntList slots = new IntList();
  private long forgotten = SliceGrid.NONE;

  /** Those that the store has. */
  Patches(Layout layout, KeyedStateStore store) {
    aggregate = layout.aggregate();
    this.store = store;
    Codec<Object> accumulators = layout.accumulators();
    PatchCodec codec = accumulators == null ? null : PatchCodec.of(accumulators);
    heads = store.objects(ColumnSpec.objects("window-patches", codec), 0);
    for (int slot = 0; slot < store.keys().slotBound(); slot++) {
      if (heads.get(slot) != null) {
        slots.add(slot);
      }
    }
  }

  boolean isEmpty() {
    return slots.size() == 0;
  }

  /** How many keys have one. */
  int size() {
    return slots.size();
  }

  int slotAt(int place) {
    return slots.get(place);
  }

  /** Adds an event of a key that counts in the windows {@code [from, to]}. */
  void add(int slot, long from, long to, Object value) {
    // A snapshot may still need the accumulators as they are, so they are claimed first.
    Patch head = heads.change(slot);
    for (Patch patch = head; patch != null; patch = patch.next()) {
      if (patch.from() == from && patch.to() == to) {
        patch.accumulator(aggregate.add(patch.accumulator(), value));
        return;
      }
    }
    if (head == null) {
      slots.add(slot);
      store.retain(slot);
    }
    heads.set(slot, new Patch(from, to, aggregate.add(aggregate.create(), value), head));
  }

  /** Adds to the cell what a key has for a window; false if nothing. */
  boolean addTo(Cell cell, int slot, long window) {
    boolean any = false;
    for (Patch p = heads.get(slot); p != null; p = p.next()) {
      if (p.from() <= window && window <= p.to()) {
        cell.addAccumulator(p.accumulator());
        any = true;
      }
    }
    return any;
  }

  /** The first window after {@code last} that something here counts in, or {@code none}. */
  long firstAfter(long last, long none) {
    long first = none;
    for (int i = 0; i < slots.size(); i++) {
      for (Patch p = heads.get(slots.get(i)); p != null; p = p.next()) {
        if (p.to() > last) {
          first = Math.min(first, Math.max(p.from(), last + 1));
        }
      }
    }
    return first;
  }

  /** Forgets what counts only in windows up to {@code gone}. */
  void forget(long gone) {
    if (gone <= forgotten) {
      return; // asked with every watermark, but windows go only now and then
    }
    forgotten = gone;
    for (int i = slots.size() - 1; i >= 0; i--) {
      int slot = slots.get(i);
      Patch head = heads.get(slot);
      Patch kept = kept(head, gone);
      if (kept != head) {
        heads.set(slot, kept);
      }
      if (kept == null) {
        store.release(slot);
        int last = slots.removeLast();
        if (i < slots.size()) {
          slots.set(i, last);
        }
      }
    }
  }

  /** What is left of a chain, in the same order. */
  private static @Nullable Patch kept(@Nullable Patch patch, long gone) {
    boolean all = true;
    for (Patch p = patch; p != null; p = p.next()) {
      all &= p.to() > gone;
    }
    if (all) {
      return patch;
    }
    ArrayDeque<Patch> left = new ArrayDeque<>();
    for (Patch p = patch; p != null; p = p.next()) {
      if (p.to() > gone) {
        left.push(p);
      }
    }
    Patch kept = null;
    for (Patch p : left) {
      kept = p.before(kept);
    }
    return kept;
  }
}
