package io.millrace.api.aggregate;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.DoubleExtractor;
import io.millrace.api.function.LongExtractor;
import org.jspecify.annotations.Nullable;

/**
 * One primitive number per key that an aggregate keeps, so that the engine can keep it in a column
 * and fold a whole batch into it in one loop.
 *
 * @param op how values are folded into the lane
 * @param longs reads what is folded, for the long operations; null for {@link Op#COUNT}
 * @param doubles reads what is folded, for the double operations
 */
public record Lane<T>(
    Op op, @Nullable LongExtractor<? super T> longs, @Nullable DoubleExtractor<? super T> doubles) {

  /** How values are folded, and what the lane holds before the first. */
  public enum Op {
    /** Adds one for each value; a long. */
    COUNT(true, 0, 0),
    /** Adds a long; fails on overflow in place of wrapping. */
    SUM_LONG(true, 0, 0),
    /** Keeps the smallest long. */
    MIN_LONG(true, Long.MAX_VALUE, 0),
    /** Keeps the largest long. */
    MAX_LONG(true, Long.MIN_VALUE, 0),
    /** Keeps the smallest double. */
    MIN_DOUBLE(false, 0, Double.POSITIVE_INFINITY),
    /** Keeps the largest double. */
    MAX_DOUBLE(false, 0, Double.NEGATIVE_INFINITY),
    /**
     * Adds a double to a sum that is compensated (Neumaier 1974): the lane takes two doubles, the
     * sum and the error.
     */
    SUM_DOUBLE(false, 0, 0);

    private final boolean integral;
    private final long emptyLong;
    private final double emptyDouble;

    Op(boolean integral, long emptyLong, double emptyDouble) {
      this.integral = integral;
      this.emptyLong = emptyLong;
      this.emptyDouble = emptyDouble;
    }

    /** The lane holds a long. */
    public boolean integral() {
      return integral;
    }

    /** What a long lane holds before the first value. */
    public long emptyLong() {
      return emptyLong;
    }

    /** What a double lane holds before the first value. */
    public double emptyDouble() {
      return emptyDouble;
    }

    /** True if folding can be undone exactly. */
    public boolean subtractable() {
      return this == COUNT || this == SUM_LONG;
    }
  }

  /** A lane that counts. */
  public static <T> Lane<T> count() {
    return new Lane<>(Op.COUNT, null, null);
  }

  /** A lane that adds longs. */
  public static <T> Lane<T> sumLong(LongExtractor<? super T> number) {
    return new Lane<>(Op.SUM_LONG, number, null);
  }

  /** A lane that adds doubles, compensated. */
  public static <T> Lane<T> sumDouble(DoubleExtractor<? super T> number) {
    return new Lane<>(Op.SUM_DOUBLE, null, number);
  }

  /**
   * The sum of two longs, as {@link Op#SUM_LONG} adds.
   *
   * @throws MillraceException if it does not fit 64 bits
   */
  public static long addExact(long sum, long value) {
    long total = sum + value;
    if (((sum ^ total) & (value ^ total)) < 0) {
      throw overflow();
    }
    return total;
  }

  /**
   * What was lost to rounding when {@code value} was added to {@code sum} and gave {@code total}.
   * Add it to the lane's error. (Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation
   * endlicher Summen, ZAMM 54, 1974.)
   */
  public static double lost(double sum, double value, double total) {
    return Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
  }

  /**
   * A compensated sum: the error is meaningless once the sum itself is infinite or not a number.
   */
  public static double compensated(double sum, double error) {
    return Double.isFinite(sum) ? sum + error : sum;
  }

  private static MillraceException overflow() {
    return new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "a sum of longs left the 64-bit range. Add smaller numbers, or use Aggregates.sumBig or Aggregates.sum.");
  }
}
