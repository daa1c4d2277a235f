package io.millrace.api.aggregate;

import io.millrace.api.function.Combiner;
import io.millrace.api.function.DoubleExtractor;
import io.millrace.api.function.Factory;
import io.millrace.api.function.Filter;
import io.millrace.api.function.LongExtractor;
import io.millrace.api.function.Mapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The aggregates that come with Millrace. They compose: {@code both(count(), avg(Reading::celsius),
 * Stats::new)} is one pass over the data. Those that return a {@link LaneAggregate} are the
 * fastest: the engine keeps them in columns of plain numbers. All are immutable and may be shared.
 *
 * @see AggregateOps for the same as methods of an object that knows the type of the values, as
 *     lambdas need it
 */
public final class Aggregates {
  private Aggregates() {}

  /** How many values. */
  public static <T> LaneAggregate<T, Long> count() {
    return new LaneFold<>(List.of(Lane.count()), values -> values.longAt(0), () -> 0L);
  }

  /** The sum of longs. Fails with a clear error if it does not fit 64 bits. */
  public static <T> LaneAggregate<T, Long> sumLong(LongExtractor<? super T> number) {
    return new LaneFold<>(List.of(Lane.sumLong(number)), values -> values.longAt(0), () -> 0L);
  }

  /**
   * The sum of doubles, compensated for rounding (Neumaier 1974): as exact as if added with twice
   * the digits.
   */
  public static <T> LaneAggregate<T, Double> sum(DoubleExtractor<? super T> number) {
    return new LaneFold<>(List.of(Lane.sumDouble(number)), values -> values.doubleAt(0), () -> 0.0);
  }

  /** The exact sum of decimals, whatever the order of adding. */
  public static <T> Aggregate<T, ?, BigDecimal> sumBig(Mapper<? super T, BigDecimal> number) {
    return new FunctionFold<T, BigDecimal, BigDecimal>(
        () -> BigDecimal.ZERO,
        (sum, value) -> sum.add(number.apply(value)),
        BigDecimal::add,
        sum -> sum,
        AccumulatorForm.of(BigDecimal.class),
        false);
  }

  /** The average of doubles, from a compensated sum. */
  public static <T> LaneAggregate<T, Double> avg(DoubleExtractor<? super T> number) {
    return new LaneFold<>(
        List.of(Lane.sumDouble(number), Lane.count()),
        values -> values.doubleAt(0) / values.longAt(1),
        () -> Double.NaN);
  }

  /**
   * The sample variance (divides by n - 1) of doubles; NaN for a single value. Numerically stable
   * (Welford 1962, Chan et al. 1979).
   */
  public static <T> Aggregate<T, ?, Double> variance(DoubleExtractor<? super T> number) {
    return Moments.variance(number, true, false);
  }

  /** The population variance (divides by n) of doubles. */
  public static <T> Aggregate<T, ?, Double> variancePopulation(DoubleExtractor<? super T> number) {
    return Moments.variance(number, false, false);
  }

  /** The sample standard deviation (divides by n - 1) of doubles; NaN for a single value. */
  public static <T> Aggregate<T, ?, Double> stddev(DoubleExtractor<? super T> number) {
    return Moments.variance(number, true, true);
  }

  /** The population standard deviation (divides by n) of doubles. */
  public static <T> Aggregate<T, ?, Double> stddevPopulation(DoubleExtractor<? super T> number) {
    return Moments.variance(number, false, true);
  }

  /** The smallest long. */
  public static <T> LaneAggregate<T, Long> minLong(LongExtractor<? super T> number) {
    return new LaneFold<>(
        List.of(new Lane<>(Lane.Op.MIN_LONG, number, null)),
        values -> values.longAt(0),
        FoldsOfOne::nothing);
  }

  /** The largest long. */
  public static <T> LaneAggregate<T, Long> maxLong(LongExtractor<? super T> number) {
    return new LaneFold<>(
        List.of(new Lane<>(Lane.Op.MAX_LONG, number, null)),
        values -> values.longAt(0),
        FoldsOfOne::nothing);
  }

  /** The smallest double; NaN if there is one. */
  public static <T> LaneAggregate<T, Double> minDouble(DoubleExtractor<? super T> number) {
    return new LaneFold<>(
        List.of(new Lane<>(Lane.Op.MIN_DOUBLE, null, number)),
        values -> values.doubleAt(0),
        FoldsOfOne::nothing);
  }

  /** The largest double; NaN if there is one. */
  public static <T> LaneAggregate<T, Double> maxDouble(DoubleExtractor<? super T> number) {
    return new LaneFold<>(
        List.of(new Lane<>(Lane.Op.MAX_DOUBLE, null, number)),
        values -> values.doubleAt(0),
        FoldsOfOne::nothing);
  }

  /** The smallest of what a function reads, in natural order. */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, C> min(
      Mapper<? super T, ? extends C> read) {
    return FoldsOfOne.extreme(read, true);
  }

  /** The largest of what a function reads, in natural order. */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, C> max(
      Mapper<? super T, ? extends C> read) {
    return FoldsOfOne.extreme(read, false);
  }

  /**
   * The value that is smallest by what a function reads; of equals the first. Where overlapping
   * windows share partial results, the earlier part of the window counts as the first.
   */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> minBy(
      Mapper<? super T, ? extends C> read) {
    return FoldsOfOne.by(read, true, false);
  }

  /**
   * The value that is largest by what a function reads; of equals the first. Where overlapping
   * windows share partial results, the earlier part of the window counts as the first.
   */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> maxBy(
      Mapper<? super T, ? extends C> read) {
    return FoldsOfOne.by(read, false, false);
  }

  /**
   * The value that is smallest by what a function reads; of equals the last. Where overlapping
   * windows share partial results, the later part of the window counts as the last.
   */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> minByLast(
      Mapper<? super T, ? extends C> read) {
    return FoldsOfOne.by(read, true, true);
  }

  /**
   * The value that is largest by what a function reads; of equals the last. Where overlapping
   * windows share partial results, the later part of the window counts as the last.
   */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> maxByLast(
      Mapper<? super T, ? extends C> read) {
    return FoldsOfOne.by(read, false, true);
  }

  /** The first value in order of arrival. */
  public static <T> Aggregate<T, ?, T> first() {
    return FoldsOfOne.pick((kept, value) -> kept, true);
  }

  /** The last value in order of arrival. */
  public static <T> Aggregate<T, ?, T> last() {
    return FoldsOfOne.pick((kept, value) -> value, true);
  }

  /**
   * One value made of all by an associative function, as a sum is made of two summands at a time.
   */
  public static <T> Aggregate<T, ?, T> reduce(Combiner<? super T, ? super T, ? extends T> combine) {
    return FoldsOfOne.pick(combine, false);
  }

  /** All values in order of arrival, as an unmodifiable list. Keeps every value in memory. */
  public static <T> Aggregate<T, ?, List<T>> collect() {
    return FoldsOfMany.collect();
  }

  /** The values that differ, as an unmodifiable set. Keeps each of them in memory. */
  public static <T> Aggregate<T, ?, Set<T>> distinct() {
    return FoldsOfMany.distinct();
  }

  /** How many different results a function gives. Exact: keeps each of them in memory. */
  public static <T, V> Aggregate<T, ?, Long> countDistinct(Mapper<? super T, ? extends V> read) {
    return FoldsOfMany.countDistinct(read);
  }

  /**
   * The {@code k} largest values by an order, the largest first; of equals the first added. {@code
   * k} must be 1 or more.
   */
  public static <T> Aggregate<T, ?, List<T>> topK(int k, Comparator<? super T> order) {
    return FoldsOfMany.largest(k, order);
  }

  /**
   * The {@code k} values for which a function gives the most, the largest first; of equals the
   * first added. {@code k} must be 1 or more.
   */
  public static <T, C extends Comparable<? super C>> Aggregate<T, ?, List<T>> topKBy(
      int k, Mapper<? super T, ? extends C> read) {
    return FoldsOfMany.largest(k, (a, b) -> read.apply(a).compareTo(read.apply(b)));
  }

  /**
   * Two aggregates in one pass, their results combined. If the engine can keep both in columns, it
   * keeps both so, and counts only once.
   */
  public static <T, A, B, R> Aggregate<T, ?, R> both(
      Aggregate<? super T, ?, A> first,
      Aggregate<? super T, ?, B> second,
      Combiner<? super A, ? super B, ? extends R> combine) {
    return FoldsOfMany.both(first, second, combine);
  }

  /** Several aggregates in one pass: the list of their results in the same order. */
  @SafeVarargs
  public static <T, R> Aggregate<T, ?, List<R>> allOf(
      Aggregate<? super T, ?, ? extends R>... parts) {
    List<Aggregate<? super T, ?, ? extends R>> list = new ArrayList<>();
    for (Aggregate<? super T, ?, ? extends R> part : parts) {
      list.add(part);
    }
    return FoldsOfMany.allOf(list);
  }

  /**
   * The aggregate of the values that pass a filter, which must be pure. If none passes, the result
   * is that of nothing: 0 for counts and sums, NaN for averages and deviations, an empty
   * collection, and null where there is no such value, as for extremes, first and last.
   */
  public static <T, R> Aggregate<T, ?, R> filtered(
      Filter<? super T> filter, Aggregate<? super T, ?, R> aggregate) {
    return FoldsOfMany.filtered(filter, aggregate);
  }

  /** An aggregate whose result goes through a function. */
  public static <T, A, R> Aggregate<T, ?, R> mapped(
      Aggregate<? super T, ?, A> aggregate, Mapper<? super A, ? extends R> mapper) {
    return FoldsOfMany.mapped(aggregate, mapper);
  }

  /** An aggregate of what a pure function makes of each value. */
  public static <T, U, R> Aggregate<T, ?, R> mapping(
      Mapper<? super T, ? extends U> mapper, Aggregate<? super U, ?, R> aggregate) {
    return FoldsOfMany.mapping(mapper, aggregate);
  }

  /**
   * An aggregate of your own: how to make an accumulator, add a value, merge two and read the
   * result. See {@link Aggregate} for what the functions may do to their arguments.
   */
  public static <T, A, R> Aggregate<T, A, R> of(
      Factory<A> create,
      Combiner<A, ? super T, A> add,
      Combiner<A, A, A> merge,
      Mapper<? super A, ? extends R> result) {
    return new FunctionFold<>(create, add, merge, result, AccumulatorForm.made(create), false);
  }

  /**
   * An aggregate of your own that can take back exactly what was merged, which makes sliding
   * windows cheaper. See {@link SubtractingAggregate}.
   */
  public static <T, A, R> SubtractingAggregate<T, A, R> of(
      Factory<A> create,
      Combiner<A, ? super T, A> add,
      Combiner<A, A, A> merge,
      Mapper<? super A, ? extends R> result,
      Combiner<A, A, A> subtract) {
    return new FunctionFold.Subtracting<>(create, add, merge, result, subtract);
  }
}
