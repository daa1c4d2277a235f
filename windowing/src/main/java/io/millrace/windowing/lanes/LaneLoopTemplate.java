package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.function.DoubleExtractor;
import io.millrace.api.function.LongExtractor;
import org.jspecify.annotations.Nullable;

/**
 * The loops over a batch that call user code. {@link LaneLoops} defines a copy of this class for
 * each lane of each operator, so that in each copy the compiler sees one lambda only and inlines
 * it.
 */
final class LaneLoopTemplate extends LaneLoop {
  private final Lane.@Nullable Op op;
  private final LongExtractor<Object> longs;
  private final DoubleExtractor<Object> doubles;
  private final Aggregate<Object, Object, Object> aggregate;

  /** A loop for a lane, or if there is none for an aggregate. */
  @SuppressWarnings({"unchecked", "NullAway"}) // the operation decides which of the three is used
  LaneLoopTemplate(@Nullable Lane<?> lane, Aggregate<?, ?, ?> aggregate) {
    op = lane == null ? null : lane.op();
    longs = lane == null ? null : (LongExtractor<Object>) lane.longs();
    doubles = lane == null ? null : (DoubleExtractor<Object>) lane.doubles();
    this.aggregate = (Aggregate<Object, Object, Object>) aggregate;
  }

  @Override
  public void fold(Cells cells, int lane, int[] slots, Object[] values, int from, int to) {
    if (op == null) {
      foldObjects(cells.objects(), slots, values, from, to);
    } else if (op == Lane.Op.SUM_LONG) {
      sumLongs(cells.longs(lane), slots, values, from, to);
    } else if (op == Lane.Op.MIN_LONG) {
      minLongs(cells.longs(lane), slots, values, from, to);
    } else if (op == Lane.Op.MAX_LONG) {
      maxLongs(cells.longs(lane), slots, values, from, to);
    } else if (op == Lane.Op.SUM_DOUBLE) {
      sumDoubles(cells.doubles(lane), cells.errors(lane), slots, values, from, to);
    } else {
      extremeDoubles(op == Lane.Op.MIN_DOUBLE, cells.doubles(lane), slots, values, from, to);
    }
  }

  @Override
  public void foldCounting(
      Cells cells, int lane, int[] slots, Object[] values, int from, int to, IntList touched) {
    LongColumn counts = cells.counts();
    LongColumn sums = cells.longs(lane);
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      int page = slot >>> Pages.SHIFT;
      int at = slot & Pages.MASK;
      long[] counted = counts.writable(page);
      if (counted[at]++ == 0) {
        touched.add(slot);
      }
      long[] summed = sums.writable(page);
      summed[at] = Lane.addExact(summed[at], longs.applyAsLong(values[i]));
    }
  }

  private void sumLongs(LongColumn column, int[] slots, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      long[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = Lane.addExact(page[at], longs.applyAsLong(values[i]));
    }
  }

  private void minLongs(LongColumn column, int[] slots, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      long[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = Math.min(page[at], longs.applyAsLong(values[i]));
    }
  }

  private void maxLongs(LongColumn column, int[] slots, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      long[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = Math.max(page[at], longs.applyAsLong(values[i]));
    }
  }

  private void sumDoubles(
      DoubleColumn sums, DoubleColumn errors, int[] slots, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      double[] page = sums.writable(slot >>> Pages.SHIFT);
      double[] lost = errors.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      double number = doubles.applyAsDouble(values[i]);
      double before = page[at];
      double total = before + number;
      page[at] = total;
      lost[at] += Lane.lost(before, number, total);
    }
  }

  private void extremeDoubles(
      boolean smallest, DoubleColumn column, int[] slots, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      double[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      double number = doubles.applyAsDouble(values[i]);
      page[at] = smallest ? Math.min(page[at], number) : Math.max(page[at], number);
    }
  }

  private void foldObjects(
      ObjectColumn<Object> column, int[] slots, Object[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int slot = slots[i];
      Object[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = aggregate.add(page[at], values[i]);
    }
  }
}
