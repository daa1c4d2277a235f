package io.millrace.core.operator;

import io.millrace.api.function.KeySelector;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.UndeclaredThrowableException;

/** Reads the keys of values, all whole numbers of at most 64 bits. A key of null throws. */
public abstract class LongKeyLoop extends RowLoop {
  LongKeyLoop() {}

  /** Reads the keys of the first {@code n} values. */
  public abstract void run(Object[] values, int n, long[] keys);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends LongKeyLoop {
    private static final KeySelector<Object, Number> FUNCTION =
        Loops.function(MethodHandles.lookup(), KeySelector.class);

    Constant() {}

    @Override
    public void run(Object[] values, int n, long[] keys) {
      int row = 0;
      try {
        for (; row < n; row++) {
          keys[row] = FUNCTION.keyOf(values[row]).longValue();
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }

  /**
   * The template for methods that return the number unboxed; the method is a constant in each copy.
   */
  static final class Direct extends LongKeyLoop {
    private static final MethodHandle METHOD =
        Loops.function(MethodHandles.lookup(), MethodHandle.class);

    Direct() {}

    @Override
    public void run(Object[] values, int n, long[] keys) {
      int row = 0;
      try {
        for (; row < n; row++) {
          keys[row] = (long) METHOD.invokeExact(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      } catch (Throwable e) {
        failedAt(row);
        throw new UndeclaredThrowableException(e);
      }
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends LongKeyLoop {
    private final KeySelector<Object, Number> function;

    Plain(KeySelector<Object, Number> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, int n, long[] keys) {
      int row = 0;
      try {
        for (; row < n; row++) {
          keys[row] = function.keyOf(values[row]).longValue();
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }
}
