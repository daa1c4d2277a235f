package io.millrace.core.operator;

import io.millrace.api.function.Action;
import java.lang.invoke.MethodHandles;

/** Shows each value to an action. */
public abstract class PeekLoop extends RowLoop {
  PeekLoop() {}

  /** Shows the first {@code n} values. */
  public abstract void run(Object[] values, int n);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends PeekLoop {
    private static final Action<Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), Action.class);

    Constant() {}

    @Override
    public void run(Object[] values, int n) {
      int row = 0;
      try {
        for (; row < n; row++) {
          FUNCTION.accept(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends PeekLoop {
    private final Action<Object> function;

    Plain(Action<Object> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, int n) {
      int row = 0;
      try {
        for (; row < n; row++) {
          function.accept(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }
}
