package io.millrace.core.operator;

import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Output;
import java.lang.invoke.MethodHandles;

/** Runs an operator that is written one event at a time. */
public abstract class ElementLoop extends RowLoop {
  ElementLoop() {}

  /** Processes the first {@code n} events. */
  public abstract void run(Object[] values, long[] times, int n, Output<Object> out);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends ElementLoop {
    private static final Operator<Object, Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), Operator.class);

    Constant() {}

    @Override
    public void run(Object[] values, long[] times, int n, Output<Object> out) {
      int row = 0;
      try {
        for (; row < n; row++) {
          FUNCTION.process(values[row], times[row], out);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends ElementLoop {
    private final Operator<Object, Object> function;

    Plain(Operator<Object, Object> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, long[] times, int n, Output<Object> out) {
      int row = 0;
      try {
        for (; row < n; row++) {
          function.process(values[row], times[row], out);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }
}
