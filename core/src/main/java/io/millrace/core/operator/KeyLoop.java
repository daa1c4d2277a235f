package io.millrace.core.operator;

import io.millrace.api.function.KeySelector;
import java.lang.invoke.MethodHandles;

/** Reads the keys of values, as objects. */
public abstract class KeyLoop extends RowLoop {
  KeyLoop() {}

  /** Reads the keys of the first {@code n} values. */
  public abstract void run(Object[] values, int n, Object[] keys);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends KeyLoop {
    private static final KeySelector<Object, Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), KeySelector.class);

    Constant() {}

    @Override
    public void run(Object[] values, int n, Object[] keys) {
      int row = 0;
      try {
        for (; row < n; row++) {
          keys[row] = FUNCTION.keyOf(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends KeyLoop {
    private final KeySelector<Object, Object> function;

    Plain(KeySelector<Object, Object> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, int n, Object[] keys) {
      int row = 0;
      try {
        for (; row < n; row++) {
          keys[row] = function.keyOf(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }
}
