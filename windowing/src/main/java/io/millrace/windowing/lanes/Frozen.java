package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Lane;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cells copied out of their columns, as arrays with a place for each key: memory is bounded by the
 * keys that are in it. Owned by the operator, not by the store.
 */
public final class Frozen {
  private final int[] slots;
  private final long[] @Nullable [] longs;
  private final double[] @Nullable [] doubles;
  private final double[] @Nullable [] errors;
  private final @Nullable Object @Nullable [] objects;

  /** Arrays for these keys, to be filled. */
  public Frozen(Layout layout, int[] slots, int size) {
    this.slots = Arrays.copyOf(slots, size);
    int lanes = layout.lanes();
    longs = new long[lanes][];
    doubles = new double[lanes][];
    errors = new double[lanes][];
    for (int lane = 0; lane < lanes; lane++) {
      Lane.Op op = layout.op(lane);
      if (op.integral()) {
        longs[lane] = new long[size];
      } else {
        doubles[lane] = new double[size];
        errors[lane] = op == Lane.Op.SUM_DOUBLE ? new double[size] : null;
      }
    }
    objects = layout.objects() ? new Object[size] : null;
  }

  /** The keys, each once. */
  public int[] slots() {
    return slots;
  }

  /** The numbers of a lane of longs. */
  @SuppressWarnings("NullAway") // asked for integral lanes only
  public long[] longs(int lane) {
    return longs[lane];
  }

  /** The numbers of a lane of doubles. */
  @SuppressWarnings("NullAway") // asked for floating-point lanes only
  public double[] doubles(int lane) {
    return doubles[lane];
  }

  /** The rounding errors of a compensated lane. */
  @SuppressWarnings("NullAway") // asked for compensated lanes only
  public double[] errors(int lane) {
    return errors[lane];
  }

  /** The accumulators. */
  @SuppressWarnings("NullAway") // asked for only if there are some
  public @Nullable Object[] objects() {
    return objects;
  }

  /** The accumulator at a place. */
  public Object object(int place) {
    return known(objects()[place]);
  }

  /**
   * An accumulator may be null if its aggregate makes it so; nobody but the aggregate looks into
   * it.
   */
  @SuppressWarnings("NullAway")
  public static Object known(@Nullable Object accumulator) {
    return accumulator;
  }
}
