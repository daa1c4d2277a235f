package io.millrace.api.aggregate;

import java.util.Arrays;
import java.util.List;

/**
 * The numbers of an aggregate's lanes in an object: what {@link LaneAggregate} folds into where no
 * columns are at hand. Lane {@code i} lies at {@code longs[i]}, or at {@code doubles[2 i]} with its
 * compensation at {@code doubles[2 i + 1]}. Mutable, not thread-safe; owned by whoever folds.
 */
public final class LaneAccumulator implements LaneValues {
  private static final double[] NO_DOUBLES = {};

  private final long[] longs;
  private final double[] doubles;

  /** An empty accumulator for these lanes. */
  public LaneAccumulator(List<? extends Lane<?>> lanes) {
    int count = lanes.size();
    boolean anyDouble = false;
    longs = new long[count];
    for (int i = 0; i < count; i++) {
      Lane.Op op = lanes.get(i).op();
      longs[i] = op.emptyLong();
      anyDouble |= !op.integral();
    }
    doubles = anyDouble ? new double[2 * count] : NO_DOUBLES;
    if (anyDouble) {
      for (int i = 0; i < count; i++) {
        doubles[2 * i] = lanes.get(i).op().emptyDouble();
      }
    }
  }

  /** An accumulator with this content, as a codec makes it; owns the arrays from now on. */
  public LaneAccumulator(long[] longs, double[] doubles) {
    this.longs = longs;
    this.doubles = doubles;
  }

  /** The content of the long lanes; the array itself, not to be changed. */
  public long[] longs() {
    return longs;
  }

  /**
   * The content of the double lanes, two places each; empty if no lane is one. The array itself,
   * not to be changed.
   */
  public double[] doubles() {
    return doubles;
  }

  @Override
  public long longAt(int lane) {
    return longs[lane];
  }

  @Override
  public double doubleAt(int lane) {
    // Only a compensated sum has anything but 0 in its second place.
    return Lane.compensated(doubles[2 * lane], doubles[2 * lane + 1]);
  }

  /** Folds a value in. */
  @SuppressWarnings("NullAway") // a lane that reads numbers has its extractor
  <T> void add(List<Lane<T>> lanes, T value) {
    for (int i = 0; i < longs.length; i++) {
      Lane<T> lane = lanes.get(i);
      if (lane.op() == Lane.Op.COUNT) {
        longs[i]++;
      } else if (lane.op().integral()) {
        foldLong(i, lane.op(), lane.longs().applyAsLong(value));
      } else {
        foldDouble(i, lane.op(), lane.doubles().applyAsDouble(value));
      }
    }
  }

  /** Folds another accumulator of the same lanes in, and leaves it as it is. */
  void merge(List<? extends Lane<?>> lanes, LaneAccumulator other) {
    for (int i = 0; i < longs.length; i++) {
      Lane.Op op = lanes.get(i).op();
      if (op.integral()) {
        foldLong(i, op, other.longs[i]);
      } else {
        foldDouble(i, op, other.doubles[2 * i]);
        doubles[2 * i + 1] += other.doubles[2 * i + 1];
      }
    }
  }

  /** Takes another accumulator out again; only for lanes that can be subtracted. */
  void subtract(LaneAccumulator other) {
    for (int i = 0; i < longs.length; i++) {
      longs[i] -= other.longs[i];
    }
  }

  private void foldLong(int lane, Lane.Op op, long number) {
    longs[lane] =
        switch (op) {
          case MIN_LONG -> Math.min(longs[lane], number);
          case MAX_LONG -> Math.max(longs[lane], number);
          default -> Lane.addExact(longs[lane], number);
        };
  }

  private void foldDouble(int lane, Lane.Op op, double number) {
    int at = 2 * lane;
    double before = doubles[at];
    switch (op) {
      case MIN_DOUBLE -> doubles[at] = Math.min(before, number);
      case MAX_DOUBLE -> doubles[at] = Math.max(before, number);
      default -> {
        double total = before + number;
        doubles[at] = total;
        doubles[at + 1] += Lane.lost(before, number, total);
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LaneAccumulator that
        && Arrays.equals(longs, that.longs)
        && Arrays.equals(doubles, that.doubles);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(longs) + Arrays.hashCode(doubles);
  }

  @Override
  public String toString() {
    return "LaneAccumulator[longs="
        + Arrays.toString(longs)
        + ", doubles="
        + Arrays.toString(doubles)
        + "]";
  }
}
