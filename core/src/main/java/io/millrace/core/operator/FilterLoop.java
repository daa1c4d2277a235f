package io.millrace.core.operator;

import io.millrace.api.function.Filter;
import java.lang.invoke.MethodHandles;

/** Finds the values that a filter keeps. */
public abstract class FilterLoop extends RowLoop {
  FilterLoop() {}

  /**
   * Writes the places of those to keep among the first {@code n} values, ascending; gives their
   * number.
   */
  public abstract int run(Object[] values, int n, int[] kept);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends FilterLoop {
    private static final Filter<Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), Filter.class);

    Constant() {}

    @Override
    public int run(Object[] values, int n, int[] kept) {
      int count = 0;
      int row = 0;
      try {
        for (; row < n; row++) {
          kept[count] = row;
          count += FUNCTION.test(values[row]) ? 1 : 0;
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
      return count;
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends FilterLoop {
    private final Filter<Object> function;

    Plain(Filter<Object> function) {
      this.function = function;
    }

    @Override
    public int run(Object[] values, int n, int[] kept) {
      int count = 0;
      int row = 0;
      try {
        for (; row < n; row++) {
          kept[count] = row;
          count += function.test(values[row]) ? 1 : 0;
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
      return count;
    }
  }
}
