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
  /**
   * Up to that many pages of a lane are made ready before the loop, which then need not look; more
   * would mean that a few keys make many pages differ from the last checkpoint. Nor are they if
   * there are so few rows that most pages would not be touched.
   */
  private static final int PAGES_MADE_READY = 16;

  private static final int ROWS_FOR_A_PAGE = 4;

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
  public void fold(
      Cells cells, int lane, int[] rows, int from, int to, int[] slots, Object[] values) {
    if (op == null) {
      foldObjects(cells.objects(), rows, from, to, slots, values);
    } else if (op == Lane.Op.SUM_LONG) {
      sumLongs(cells.longs(lane), rows, from, to, slots, values);
    } else if (op == Lane.Op.MIN_LONG) {
      minLongs(cells.longs(lane), rows, from, to, slots, values);
    } else if (op == Lane.Op.MAX_LONG) {
      maxLongs(cells.longs(lane), rows, from, to, slots, values);
    } else if (op == Lane.Op.SUM_DOUBLE) {
      sumDoubles(cells.doubles(lane), cells.errors(lane), rows, from, to, slots, values);
    } else {
      extremeDoubles(op == Lane.Op.MIN_DOUBLE, cells.doubles(lane), rows, from, to, slots, values);
    }
  }

  @Override
  public void foldCounting(
      Cells cells,
      int lane,
      int[] rows,
      int from,
      int to,
      int[] slots,
      Object[] values,
      IntList touched) {
    LongColumn counts = cells.counts();
    LongColumn sums = cells.longs(lane);
    int pages = cells.pagesInUse();
    int[] fresh = touched.room(to - from);
    int size = touched.size();
    if (pages <= PAGES_MADE_READY && pages * ROWS_FOR_A_PAGE <= to - from) {
      size =
          foldCounting(
              counts.writablePages(pages),
              sums.writablePages(pages),
              rows,
              from,
              to,
              slots,
              values,
              fresh,
              size);
    } else {
      for (int n = from; n < to; n++) {
        int row = rows[n];
        int slot = slots[row];
        int page = slot >>> Pages.SHIFT;
        int at = slot & Pages.MASK;
        long[] counted = counts.writable(page);
        if (counted[at]++ == 0) {
          fresh[size++] = slot;
        }
        long[] summed = sums.writable(page);
        summed[at] = Lane.addExact(summed[at], longs.applyAsLong(values[row]));
      }
    }
    touched.size(size);
  }

  private int foldCounting(
      long[][] counts,
      long[][] sums,
      int[] rows,
      int from,
      int to,
      int[] slots,
      Object[] values,
      int[] fresh,
      int touched) {
    LongExtractor<Object> number = longs;
    int size = touched;
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      int page = slot >>> Pages.SHIFT;
      int at = slot & Pages.MASK;
      if (counts[page][at]++ == 0) {
        fresh[size++] = slot;
      }
      long[] summed = sums[page];
      summed[at] = Lane.addExact(summed[at], number.applyAsLong(values[row]));
    }
    return size;
  }

  private void sumLongs(
      LongColumn column, int[] rows, int from, int to, int[] slots, Object[] values) {
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      long[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = Lane.addExact(page[at], longs.applyAsLong(values[row]));
    }
  }

  private void minLongs(
      LongColumn column, int[] rows, int from, int to, int[] slots, Object[] values) {
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      long[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = Math.min(page[at], longs.applyAsLong(values[row]));
    }
  }

  private void maxLongs(
      LongColumn column, int[] rows, int from, int to, int[] slots, Object[] values) {
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      long[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      page[at] = Math.max(page[at], longs.applyAsLong(values[row]));
    }
  }

  private void sumDoubles(
      DoubleColumn sums,
      DoubleColumn errors,
      int[] rows,
      int from,
      int to,
      int[] slots,
      Object[] values) {
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      double[] page = sums.writable(slot >>> Pages.SHIFT);
      double[] lost = errors.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      double number = doubles.applyAsDouble(values[row]);
      double before = page[at];
      double total = before + number;
      page[at] = total;
      lost[at] += Lane.lost(before, number, total);
    }
  }

  private void extremeDoubles(
      boolean smallest,
      DoubleColumn column,
      int[] rows,
      int from,
      int to,
      int[] slots,
      Object[] values) {
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      double[] page = column.writable(slot >>> Pages.SHIFT);
      int at = slot & Pages.MASK;
      double number = doubles.applyAsDouble(values[row]);
      page[at] = smallest ? Math.min(page[at], number) : Math.max(page[at], number);
    }
  }

  private void foldObjects(
      ObjectColumn<Object> column, int[] rows, int from, int to, int[] slots, Object[] values) {
    for (int n = from; n < to; n++) {
      int row = rows[n];
      int slot = slots[row];
      Object accumulator = Frozen.known(column.change(slot));
      Object folded = aggregate.add(accumulator, values[row]);
      if (folded != accumulator) {
        column.set(slot, folded);
      }
    }
  }
}
