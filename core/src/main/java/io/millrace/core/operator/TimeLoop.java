package io.millrace.core.operator;

import io.millrace.api.function.LongExtractor;
import io.millrace.api.time.EventTimes;
import java.lang.invoke.MethodHandles;

/** Reads the event times of values, in milliseconds, and their bounds. */
public abstract class TimeLoop extends RowLoop {
  private long min = EventTimes.MAX;
  private long max = EventTimes.MIN;

  TimeLoop() {}

  /**
   * Reads the times of the first {@code n} values; {@link #min} and {@link #max} are theirs then.
   */
  public abstract void run(Object[] values, int n, long[] times);

  /** The smallest time of the last run; {@code EventTimes.MAX} if it had no values. */
  public final long min() {
    return min;
  }

  /** The largest time of the last run; {@code EventTimes.MIN} if it had no values. */
  public final long max() {
    return max;
  }

  final void bounds(long low, long high) {
    min = low;
    max = high;
  }

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends TimeLoop {
    private static final LongExtractor<Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), LongExtractor.class);

    Constant() {}

    @Override
    public void run(Object[] values, int n, long[] times) {
      long low = EventTimes.MAX;
      long high = EventTimes.MIN;
      int row = 0;
      try {
        for (; row < n; row++) {
          long time = FUNCTION.applyAsLong(values[row]);
          times[row] = time;
          low = Math.min(low, time);
          high = Math.max(high, time);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
      bounds(low, high);
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends TimeLoop {
    private final LongExtractor<Object> function;

    Plain(LongExtractor<Object> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, int n, long[] times) {
      long low = EventTimes.MAX;
      long high = EventTimes.MIN;
      int row = 0;
      try {
        for (; row < n; row++) {
          long time = function.applyAsLong(values[row]);
          times[row] = time;
          low = Math.min(low, time);
          high = Math.max(high, time);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
      bounds(low, high);
    }
  }
}
