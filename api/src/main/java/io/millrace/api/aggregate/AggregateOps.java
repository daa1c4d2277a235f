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
 * The aggregates of {@link Aggregates} as methods, with the type of the values known: so that
 * {@code a -> a.sum(r -> r.celsius())} needs no type to be written. Stateless.
 *
 * @param <T> the type of the values
 */
@SuppressWarnings("MethodMayBeStatic")
public final class AggregateOps<T> {
  private static final AggregateOps<?> OPS = new AggregateOps<>();

  private AggregateOps() {}

  /** The aggregates over that type. */
  @SuppressWarnings("unchecked") // holds nothing
  public static <T> AggregateOps<T> ops() {
    return (AggregateOps<T>) OPS;
  }

  /** How many values. */
  public LaneAggregate<T, Long> count() {
    return Aggregates.count();
  }

  /** The sum of longs. Fails with a clear error if it does not fit 64 bits. */
  public LaneAggregate<T, Long> sumLong(LongExtractor<? super T> number) {
    return Aggregates.sumLong(number);
  }

  /**
   * The sum of doubles, compensated for rounding (Neumaier 1974): as exact as if added with twice
   * the digits.
   */
  public LaneAggregate<T, Double> sum(DoubleExtractor<? super T> number) {
    return Aggregates.sum(number);
  }

  /** The exact sum of decimals, whatever the order of adding. */
  public Aggregate<T, ?, BigDecimal> sumBig(Mapper<? super T, BigDecimal> number) {
    return Aggregates.sumBig(number);
  }

  /** The average of doubles, from a compensated sum. */
  public LaneAggregate<T, Double> avg(DoubleExtractor<? super T> number) {
    return Aggregates.avg(number);
  }

  /**
   * The sample variance (divides by n - 1) of doubles; NaN for a single value. Numerically stable
   * (Welford 1962, Chan et al. 1979).
   */
  public Aggregate<T, ?, Double> variance(DoubleExtractor<? super T> number) {
    return Aggregates.variance(number);
  }

  /** The population variance (divides by n) of doubles. */
  public Aggregate<T, ?, Double> variancePopulation(DoubleExtractor<? super T> number) {
    return Aggregates.variancePopulation(number);
  }

  /** The sample standard deviation (divides by n - 1) of doubles; NaN for a single value. */
  public Aggregate<T, ?, Double> stddev(DoubleExtractor<? super T> number) {
    return Aggregates.stddev(number);
  }

  /** The population standard deviation (divides by n) of doubles. */
  public Aggregate<T, ?, Double> stddevPopulation(DoubleExtractor<? super T> number) {
    return Aggregates.stddevPopulation(number);
  }

  /** The smallest long. */
  public LaneAggregate<T, Long> minLong(LongExtractor<? super T> number) {
    return Aggregates.minLong(number);
  }

  /** The largest long. */
  public LaneAggregate<T, Long> maxLong(LongExtractor<? super T> number) {
    return Aggregates.maxLong(number);
  }

  /** The smallest double; NaN if there is one. */
  public LaneAggregate<T, Double> minDouble(DoubleExtractor<? super T> number) {
    return Aggregates.minDouble(number);
  }

  /** The largest double; NaN if there is one. */
  public LaneAggregate<T, Double> maxDouble(DoubleExtractor<? super T> number) {
    return Aggregates.maxDouble(number);
  }

  /** The smallest of what a function reads, in natural order. */
  public <C extends Comparable<? super C>> Aggregate<T, ?, C> min(
      Mapper<? super T, ? extends C> read) {
    return Aggregates.min(read);
  }

  /** The largest of what a function reads, in natural order. */
  public <C extends Comparable<? super C>> Aggregate<T, ?, C> max(
      Mapper<? super T, ? extends C> read) {
    return Aggregates.max(read);
  }

  /**
   * The value that is smallest by what a function reads; of equals the first. Where overlapping
   * windows share partial results, the earlier part of the window counts as the first.
   */
  public <C extends Comparable<? super C>> Aggregate<T, ?, T> minBy(
      Mapper<? super T, ? extends C> read) {
    return Aggregates.minBy(read);
  }

  /**
   * The value that is largest by what a function reads; of equals the first. Where overlapping
   * windows share partial results, the earlier part of the window counts as the first.
   */
  public <C extends Comparable<? super C>> Aggregate<T, ?, T> maxBy(
      Mapper<? super T, ? extends C> read) {
    return Aggregates.maxBy(read);
  }

  /**
   * The value that is smallest by what a function reads; of equals the last. Where overlapping
   * windows share partial results, the later part of the window counts as the last.
   */
  public <C extends Comparable<? super C>> Aggregate<T, ?, T> minByLast(
      Mapper<? super T, ? extends C> read) {
    return Aggregates.minByLast(read);
  }

  /**
   * The value that is largest by what a function reads; of equals the last. Where overlapping
   * windows share partial results, the later part of the window counts as the last.
   */
  public <C extends Comparable<? super C>> Aggregate<T, ?, T> maxByLast(
      Mapper<? super T, ? extends C> read) {
    return Aggregates.maxByLast(read);
  }

  /** The first value in order of arrival. */
  public Aggregate<T, ?, T> first() {
    return Aggregates.first();
  }

  /** The last value in order of arrival. */
  public Aggregate<T, ?, T> last() {
    return Aggregates.last();
  }

  /**
   * One value made of all by an associative function, as a sum is made of two summands at a time.
   */
  public Aggregate<T, ?, T> reduce(Combiner<? super T, ? super T, ? extends T> combine) {
    return Aggregates.reduce(combine);
  }

  /** All values in order of arrival, as an unmodifiable list. Keeps every value in memory. */
  public Aggregate<T, ?, List<T>> collect() {
    return Aggregates.collect();
  }

  /** The values that differ, as an unmodifiable set. Keeps each of them in memory. */
  public Aggregate<T, ?, Set<T>> distinct() {
    return Aggregates.distinct();
  }

  /** How many different results a function gives. Exact: keeps each of them in memory. */
  public <V> Aggregate<T, ?, Long> countDistinct(Mapper<? super T, ? extends V> read) {
    return Aggregates.countDistinct(read);
  }

  /**
   * The {@code k} largest values by an order, the largest first; of equals the first added. {@code
   * k} must be 1 or more.
   */
  public Aggregate<T, ?, List<T>> topK(int k, Comparator<? super T> order) {
    return Aggregates.topK(k, order);
  }

  /**
   * The {@code k} values for which a function gives the most, the largest first; of equals the
   * first added. {@code k} must be 1 or more.
   */
  public <C extends Comparable<? super C>> Aggregate<T, ?, List<T>> topKBy(
      int k, Mapper<? super T, ? extends C> read) {
    return Aggregates.topKBy(k, read);
  }

  /**
   * Two aggregates in one pass, their results combined. If the engine can keep both in columns, it
   * keeps both so, and counts only once.
   */
  public <A, B, R> Aggregate<T, ?, R> both(
      Aggregate<? super T, ?, A> first,
      Aggregate<? super T, ?, B> second,
      Combiner<? super A, ? super B, ? extends R> combine) {
    return Aggregates.both(first, second, combine);
  }

  /** Several aggregates in one pass: the list of their results in the same order. */
  @SafeVarargs
  public final <R> Aggregate<T, ?, List<R>> allOf(Aggregate<? super T, ?, ? extends R>... parts) {
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
  public <R> Aggregate<T, ?, R> filtered(
      Filter<? super T> filter, Aggregate<? super T, ?, R> aggregate) {
    return Aggregates.filtered(filter, aggregate);
  }

  /** An aggregate whose result goes through a function. */
  public <A, R> Aggregate<T, ?, R> mapped(
      Aggregate<? super T, ?, A> aggregate, Mapper<? super A, ? extends R> mapper) {
    return Aggregates.mapped(aggregate, mapper);
  }

  /** An aggregate of what a pure function makes of each value. */
  public <U, R> Aggregate<T, ?, R> mapping(
      Mapper<? super T, ? extends U> mapper, Aggregate<? super U, ?, R> aggregate) {
    return Aggregates.mapping(mapper, aggregate);
  }

  /**
   * An aggregate of your own: how to make an accumulator, add a value, merge two and read the
   * result. See {@link Aggregate} for what the functions may do to their arguments.
   */
  public <A, R> Aggregate<T, A, R> of(
      Factory<A> create,
      Combiner<A, ? super T, A> add,
      Combiner<A, A, A> merge,
      Mapper<? super A, ? extends R> result) {
    return Aggregates.of(create, add, merge, result);
  }

  /**
   * An aggregate of your own that can take back exactly what was merged, which makes sliding
   * windows cheaper. See {@link SubtractingAggregate}.
   */
  public <A, R> SubtractingAggregate<T, A, R> of(
      Factory<A> create,
      Combiner<A, ? super T, A> add,
      Combiner<A, A, A> merge,
      Mapper<? super A, ? extends R> result,
      Combiner<A, A, A> subtract) {
    return Aggregates.of(create, add, merge, result, subtract);
  }
}
