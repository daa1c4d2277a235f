package io.millrace.core.operator;

import io.millrace.api.function.Mapper;
import java.lang.invoke.MethodHandles;

/** Replaces each value by what a mapper makes of it. */
public abstract class MapLoop extends RowLoop {
  MapLoop() {}

  /** Replaces the first {@code n} values. */
  public abstract void run(Object[] values, int n);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends MapLoop {
    private static final Mapper<Object, Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), Mapper.class);

    Constant() {}

    @Override
    public void run(Object[] values, int n) {
      int row = 0;
      try {
        for (; row < n; row++) {
          values[row] = FUNCTION.apply(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends MapLoop {
    private final Mapper<Object, Object> function;

    Plain(Mapper<Object, Object> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, int n) {
      int row = 0;
      try {
        for (; row < n; row++) {
          values[row] = function.apply(values[row]);
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }
}
