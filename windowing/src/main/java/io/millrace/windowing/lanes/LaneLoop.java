package io.millrace.windowing.lanes;

/** Folds the values of a batch into the cells of a slice, one lane at a time. Stateless. */
public abstract class LaneLoop {
  /**
   * Folds the values at {@code [from, to)}; every cell holds at least what its lane holds before
   * the first value.
   */
  public abstract void fold(Cells cells, int lane, int[] slots, Object[] values, int from, int to);
}
