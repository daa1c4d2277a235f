package io.millrace.benchmarks.flink;

import java.util.function.ToLongFunction;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Count, sum and largest of a number, in an array that is changed in place. */
final class Totals<T> implements AggregateFunction<T, long[], long[]> {
  private static final long serialVersionUID = 1L;

  private final Number<T> number;
  private final Kind kind;

  /** What is computed. */
  enum Kind {
    /** Count at 0, sum at 1. */
    COUNT_SUM,
    /** Sum at 1. */
    SUM,
    /** Largest at 1. */
    MAX
  }

  /** Reads the number. */
  interface Number<T> extends ToLongFunction<T>, java.io.Serializable {}

  Totals(Kind kind, Number<T> number) {
    this.kind = kind;
    this.number = number;
  }

  @Override
  public long[] createAccumulator() {
    return new long[] {0, kind == Kind.MAX ? Long.MIN_VALUE : 0};
  }

  @Override
  public long[] add(T event, long[] total) {
    long value = number.applyAsLong(event);
    if (kind == Kind.MAX) {
      total[1] = Math.max(total[1], value);
    } else {
      total[0] += kind == Kind.COUNT_SUM ? 1 : 0;
      total[1] += value;
    }
    return total;
  }

  @Override
  public long[] getResult(long[] total) {
    return total;
  }

  @Override
  public long[] merge(long[] one, long[] other) {
    one[0] += other[0];
    one[1] = kind == Kind.MAX ? Math.max(one[1], other[1]) : one[1] + other[1];
    return one;
  }
}
