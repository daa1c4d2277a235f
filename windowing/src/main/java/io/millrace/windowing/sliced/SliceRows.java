package io.millrace.windowing.sliced;

import io.millrace.api.operator.Batch;
import io.millrace.api.time.EventTimes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the rows of a batch by the slice they fall into, in order within each, where slices follow
 * one another without a gap and the batch spans few of them. Where events are out of order that is
 * nearly every batch, so it costs a multiplication a row and no branch that depends on the data.
 *
 * <p>Single-threaded; made once, allocates nothing after.
 */
final class SliceRows {
  /** The most slices. */
  private static final int SPAN_MAX = 64;

  /** Where rows go that are not plain. */
  private static final int ODD = SPAN_MAX;

  private static final long TIME_MAX = 1L << 52;

  /** A slice's place is found by multiplying with its length's reciprocal, scaled up by that. */
  private static final int SCALE = 52;

  private final SliceGrid grid;
  private final long allowedMs;
  private final long slideMs;
  private final long rangeMs;
  private final long reciprocal;
  private final long[] plainBelow = new long[SPAN_MAX];
  private final int[] ends = new int[SPAN_MAX + 1];
  private final int[] sliceOf = new int[Batch.CAPACITY];
  private final int[] oddRows = new int[Batch.CAPACITY];
  private final int[] rows = new int[Batch.CAPACITY];
  private final int[] laterRows = new int[Batch.CAPACITY];
  private long firstSlice;
  private long firstMs;
  private int span;
  private int oddCount;

  /** How many slices are odd as a whole if the two lists of rows hold the next two, else -1. */
  private int halved = -1;

  private int firstCount;
  private int laterCount;

  SliceRows(SliceGrid grid, long allowedMs) {
    this.grid = grid;
    this.allowedMs = allowedMs;
    slideMs = Math.max(1, grid.regularSlideMs());
    // The reciprocal is too large by less than 1; times below the range that does not show.
    reciprocal = (1L << SCALE) / slideMs + 1;
    rangeMs =
        grid.regularSlideMs() == SliceGrid.NONE
            ? 0
            : Math.min(slideMs * SPAN_MAX, (1L << SCALE) / slideMs);
  }

  /**
   * Makes ready for a batch whose smallest time lies in that slice; false if it spans too much, or
   * slices are not all alike. {@code fired} is the last window that has fired.
   */
  boolean begin(Batch<Object> batch, long slice, long sliceStartMs, long fired) {
    if (sliceStartMs < -TIME_MAX
        || batch.maxTime() > TIME_MAX
        || batch.maxTime() - sliceStartMs >= rangeMs) {
      return false;
    }
    firstSlice = slice;
    firstMs = sliceStartMs;
    span = (int) ((batch.maxTime() - sliceStartMs) / slideMs) + 1;
    for (int i = 0; i < span; i++) {
      long window = grid.firstWindowOf(slice + i);
      plainBelow[i] =
          fired >= window
              ? EventTimes.MIN
              : EventTimes.plus(EventTimes.minus(grid.endOf(window), 1), allowedMs);
    }
    return true;
  }

  /**
   * Sorts. A row is plain if the watermark that judges it leaves all windows of its slice open and
   * none of them has fired; others are odd. No row is judged by less than {@code judgeMin}.
   *
   * @param watermarks the watermark of each row, or null if {@code judgeMin} judges all
   */
  void sort(Batch<Object> batch, long @Nullable [] watermarks, long judgeMin) {
    long judgeMax = watermarks == null ? judgeMin : Math.max(batch.watermark(), judgeMin);
    int oddSlices = 0;
    while (oddSlices < span && judgeMin >= plainBelow[oddSlices]) {
      oddSlices++;
    }
    // Later slices close later, so one look tells for all that follow.
    boolean settled = oddSlices == span || judgeMax < plainBelow[oddSlices];
    if (settled && span - oddSlices <= 2) {
      halve(batch.times(), batch.size(), oddSlices);
      return;
    }
    classify(batch.times(), batch.size(), watermarks, judgeMin);
    int from = 0;
    for (int s = 0; s < span; s++) {
      int count = ends[s];
      ends[s] = from;
      from += count;
    }
    ends[ODD] = from;
    scatter(batch.size());
    halved = -1;
  }

  /**
   * The common case: slices whose windows are over, with few rows, then one or two that are open.
   * Two lists grow side by side: each row is written to both, and one of them keeps it.
   */
  private void halve(long[] times, int size, int oddSlices) {
    // These are exact: all times are far from the ends of the range.
    long openFrom = firstMs + oddSlices * slideMs - 1;
    long laterFrom = openFrom + slideMs;
    int[] first = rows;
    int[] later = laterRows;
    int oddEnd = 0;
    int firstEnd = 0;
    int laterEnd = 0;
    for (int i = 0; i < size; i++) {
      long time = times[i];
      if (time <= openFrom) {
        oddRows[oddEnd++] = i;
        continue;
      }
      int isLater = (int) (laterFrom - time >>> 63);
      first[firstEnd] = i;
      later[laterEnd] = i;
      laterEnd += isLater;
      firstEnd += 1 - isLater;
    }
    oddCount = oddEnd;
    firstCount = firstEnd;
    laterCount = laterEnd;
    halved = oddSlices;
  }

  private void classify(long[] times, int size, long @Nullable [] watermarks, long judgeMin) {
    Arrays.fill(ends, 0);
    int[] counts = ends;
    int[] slice = sliceOf;
    long[] below = plainBelow;
    long first = firstMs;
    long scaled = reciprocal;
    int odd = 0;
    for (int i = 0; i < size; i++) {
      int place = (int) ((times[i] - first) * scaled >>> SCALE);
      long judge = watermarks == null ? judgeMin : Math.max(watermarks[i], judgeMin);
      if (judge >= below[place]) {
        oddRows[odd++] = i;
        place = ODD;
      }
      slice[i] = place;
      counts[place]++;
    }
    oddCount = odd;
  }

  private void scatter(int size) {
    int[] next = ends;
    int[] slice = sliceOf;
    int[] to = rows;
    for (int i = 0; i < size; i++) {
      to[next[slice[i]]++] = i;
    }
  }

  /** How many rows are odd. */
  int oddCount() {
    return oddCount;
  }

  /** The row of the batch that is the n-th odd one, in order of arrival. */
  int oddRow(int n) {
    return oddRows[n];
  }

  /** Folds the plain rows into their slices. */
  void fold(Firings firings, int[] slots, Object[] values) {
    if (halved >= 0) {
      if (firstCount > 0) {
        firings.fold(firings.slice(firstSlice + halved), rows, 0, firstCount, slots, values);
      }
      if (laterCount > 0) {
        Slice later = firings.slice(firstSlice + halved + 1);
        firings.fold(later, laterRows, 0, laterCount, slots, values);
      }
      return;
    }
    int from = 0;
    for (int s = 0; s < span; s++) {
      int to = ends[s];
      if (to > from) {
        firings.fold(firings.slice(firstSlice + s), rows, from, to, slots, values);
      }
      from = to;
    }
  }
}
