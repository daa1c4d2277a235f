package io.millrace.benchmarks.jet;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A count and a sum. A sum alone would not do: a window of values that add up to 0 would look as if
 * it were empty.
 */
final class CountSumAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  long count;
  long sum;

  void add(long value) {
    count++;
    sum += value;
  }

  void combine(CountSumAccumulator other) {
    count += other.count;
    sum += other.sum;
  }

  void deduct(CountSumAccumulator other) {
    count -= other.count;
    sum -= other.sum;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CountSumAccumulator that && that.count == count && that.sum == sum;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * count + sum);
  }
}
