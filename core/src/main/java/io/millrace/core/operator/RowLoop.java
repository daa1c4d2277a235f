package io.millrace.core.operator;

/**
 * A loop over the rows of a batch that calls one function of the user's. If the function throws,
 * the exception passes through and {@link #row} says at which row. Single-threaded; made by {@link
 * Loops}.
 */
public abstract class RowLoop {
  private int row;

  RowLoop() {}

  /** The row at which the function threw last; for a flat map also the row at hand. */
  public final int row() {
    return row;
  }

  final void at(int place) {
    row = place;
  }

  final void failedAt(int place) {
    row = place;
  }
}
