package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import org.jspecify.annotations.Nullable;

/** Cells as a stack of slices: the accumulation of all that are in, the last one put in first. */
public final class CellStack {
  private CellStack() {}

  /**
   * Puts a slice in front of what is there, and leaves in its copy what was there before: the
   * record that takes it away again. Accumulators stay as they are, for the slice may still need
   * them.
   */
  public static void push(Layout layout, Cells cells, Frozen slice) {
    int[] slots = slice.slots();
    if (layout.objects()) {
      for (int i = 0; i < slots.length; i++) {
        Object before = cells.objects().get(slots[i]);
        boolean present = cells.counted(slots[i]) != 0;
        Object own = slice.object(i);
        cells.objects().set(slots[i], present ? joined(layout.aggregate(), own, before) : own);
        slice.objects()[i] = before;
      }
    }
    int countLane = layout.countLane();
    for (int lane = 0; lane < layout.lanes(); lane++) {
      if (lane != countLane) {
        push(layout.op(lane), cells, lane, slice);
      }
    }
    // Last, for it tells whether anything was there before.
    push(layout.op(countLane), cells, countLane, slice);
  }

  private static Object joined(
      Aggregate<Object, Object, Object> aggregate, Object first, @Nullable Object second) {
    Object copy = aggregate.merge(aggregate.create(), first);
    return aggregate.merge(copy, Frozen.known(second));
  }

  private static void push(Lane.Op op, Cells cells, int lane, Frozen slice) {
    int[] slots = slice.slots();
    for (int i = 0; i < slots.length; i++) {
      int slot = slots[i];
      boolean present = cells.counted(slot) != 0;
      if (op.integral()) {
        long before = cells.longs(lane).get(slot);
        long own = slice.longs(lane)[i];
        cells.longs(lane).set(slot, present ? Layout.fold(op, own, before) : own);
        slice.longs(lane)[i] = before;
      } else if (op == Lane.Op.SUM_DOUBLE) {
        double before = cells.doubles(lane).get(slot);
        double own = slice.doubles(lane)[i];
        double error = cells.errors(lane).get(slot);
        double total = own + before;
        double lost = Lane.lost(own, before, total);
        cells.doubles(lane).set(slot, total);
        cells.errors(lane).set(slot, error + slice.errors(lane)[i] + lost);
        slice.doubles(lane)[i] = before;
        slice.errors(lane)[i] = error;
      } else {
        double before = cells.doubles(lane).get(slot);
        double own = slice.doubles(lane)[i];
        cells.doubles(lane).set(slot, present ? Layout.fold(op, own, before) : own);
        slice.doubles(lane)[i] = before;
      }
    }
  }

  /** Takes the slice away that was put in last: puts back what {@link #push} left in its copy. */
  public static void pop(Layout layout, Cells cells, Frozen before) {
    int[] slots = before.slots();
    for (int lane = 0; lane < layout.lanes(); lane++) {
      Lane.Op op = layout.op(lane);
      for (int i = 0; i < slots.length; i++) {
        if (op.integral()) {
          cells.longs(lane).set(slots[i], before.longs(lane)[i]);
        } else {
          cells.doubles(lane).set(slots[i], before.doubles(lane)[i]);
        }
        if (op == Lane.Op.SUM_DOUBLE) {
          cells.errors(lane).set(slots[i], before.errors(lane)[i]);
        }
      }
    }
    for (int i = 0; layout.objects() && i < slots.length; i++) {
      cells.objects().set(slots[i], before.objects()[i]);
    }
  }
}
