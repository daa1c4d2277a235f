package io.millrace.core.operator;

import io.millrace.api.function.FlatMapper;
import io.millrace.api.operator.Output;
import java.lang.invoke.MethodHandles;

/** Replaces each value by any number of others, which keep its time. */
public abstract class FlatMapLoop extends RowLoop {
  FlatMapLoop() {}

  /** Emits what replaces the first {@code n} values. */
  public abstract void run(Object[] values, long[] times, int n, Output<Object> out);

  /** The template: defined again as a hidden class for each function, which is a constant there. */
  @SuppressWarnings("unchecked") // the function comes without its types
  static final class Constant extends FlatMapLoop {
    private static final FlatMapper<Object, Object> FUNCTION =
        Loops.function(MethodHandles.lookup(), FlatMapper.class);

    Constant() {}

    @Override
    public void run(Object[] values, long[] times, int n, Output<Object> out) {
      int row = 0;
      try {
        for (; row < n; row++) {
          at(row);
          for (Object each : FUNCTION.apply(values[row])) {
            out.emit(each, times[row]);
          }
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }

  /** The way out where hidden classes cannot be defined. */
  static final class Plain extends FlatMapLoop {
    private final FlatMapper<Object, Object> function;

    Plain(FlatMapper<Object, Object> function) {
      this.function = function;
    }

    @Override
    public void run(Object[] values, long[] times, int n, Output<Object> out) {
      int row = 0;
      try {
        for (; row < n; row++) {
          at(row);
          for (Object each : function.apply(values[row])) {
            out.emit(each, times[row]);
          }
        }
      } catch (RuntimeException | Error e) {
        failedAt(row);
        throw e;
      }
    }
  }
}
