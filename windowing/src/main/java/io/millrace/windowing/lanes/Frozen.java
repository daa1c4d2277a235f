package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Lane;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A slice that takes no more events, as arrays with a place for each key that is in it: memory is
 * bounded by the pairs of slice and key that exist. Owned by the operator, not by the store.
 */
public final class Frozen {
  private final Layout layout;
  private final int[] slots;
  private final long[] @Nullable [] longs;
  private final double[] @Nullable [] doubles;
  private final double[] @Nullable [] errors;
  private final @Nullable Object @Nullable [] objects;
  private long @Nullable [] sorted;

  /** Arrays for these keys, to be filled. */
  public Frozen(Layout layout, int[] slots, int size) {
    this.layout = layout;
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

  /** A copy whose content may be changed without changing this one's. */
  public Frozen copy() {
    Frozen copy = new Frozen(layout, slots, slots.length);
    for (int lane = 0; lane < longs.length; lane++) {
      if (longs[lane] != null) {
        System.arraycopy(longs(lane), 0, copy.longs(lane), 0, slots.length);
      } else {
        System.arraycopy(doubles(lane), 0, copy.doubles(lane), 0, slots.length);
        if (errors[lane] != null) {
          System.arraycopy(errors(lane), 0, copy.errors(lane), 0, slots.length);
        }
      }
    }
    for (int i = 0; objects != null && i < slots.length; i++) {
      copy.objects()[i] = layout.aggregate().merge(layout.aggregate().create(), object(i));
    }
    return copy;
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

  /** The place of a key, or -1. The first call sorts. */
  public int placeOf(int slot) {
    long[] index = sorted;
    if (index == null) {
      index = new long[slots.length];
      for (int i = 0; i < index.length; i++) {
        index[i] = (long) slots[i] << 32 | i;
      }
      Arrays.sort(index);
      sorted = index;
    }
    int at = Arrays.binarySearch(index, (long) slot << 32);
    at = at < 0 ? -at - 1 : at;
    return at < index.length && (int) (index[at] >>> 32) == slot ? (int) index[at] : -1;
  }
}
