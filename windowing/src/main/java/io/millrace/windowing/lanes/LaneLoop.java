package io.millrace.windowing.lanes;

/** Folds the values of a batch into the cells of a slice, one lane at a time. Stateless. */
public abstract class LaneLoop {
  /**
   * Folds the values of the rows at {@code rows[from, to)}; every cell holds at least what its lane
   * holds before the first value.
   */
  public abstract void fold(
      Cells cells, int lane, int[] rows, int from, int to, int[] slots, Object[] values);

  /**
   * The same for a lane of sums of longs, and counts each value on the way: one pass over the rows
   * in place of two. Slots that had nothing are appended to {@code touched}.
   */
  public abstract void foldCounting(
      Cells cells,
      int lane,
      int[] rows,
      int from,
      int to,
      int[] slots,
      Object[] values,
      IntList touched);
}
