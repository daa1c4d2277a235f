package io.millrace.api.aggregate;

/**
 * The numbers of an aggregate's lanes for one key, wherever they are kept. Valid only during the
 * call it is passed to.
 */
public interface LaneValues {
  /** The number in a long lane. */
  long longAt(int lane);

  /** The number in a double lane; compensated sums are given with their compensation added. */
  double doubleAt(int lane);
}
