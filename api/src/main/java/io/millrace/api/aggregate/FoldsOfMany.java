package io.millrace.api.aggregate;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Combiner;
import io.millrace.api.function.Filter;
import io.millrace.api.function.Mapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Aggregates that keep many values, and aggregates made of others. */
final class FoldsOfMany {
  private FoldsOfMany() {}

  static <T> Aggregate<T, ?, List<T>> collect() {
    return new FunctionFold<T, ArrayList<T>, List<T>>(
        ArrayList::new,
        (list, value) -> {
          list.add(value);
          return list;
        },
        (list, other) -> {
          list.addAll(other);
          return list;
        },
        List::copyOf,
        AccumulatorForm.list(),
        true);
  }

  static <T> Aggregate<T, ?, Set<T>> distinct() {
    return distinct(value -> value, Set::copyOf, AccumulatorForm.set());
  }

  static <T, V> Aggregate<T, ?, Long> countDistinct(Mapper<? super T, ? extends V> read) {
    return FoldsOfMany.<T, V, Long>distinct(
        read, set -> (long) set.size(), AccumulatorForm.setOf(read));
  }

  private static <T, V, R> Aggregate<T, ?, R> distinct(
      Mapper<? super T, ? extends V> read,
      Mapper<Set<V>, R> result,
      AccumulatorForm<HashSet<V>> form) {
    return new FunctionFold<T, HashSet<V>, R>(
        HashSet::new,
        (set, value) -> {
          set.add(read.apply(value));
          return set;
        },
        (set, other) -> {
          set.addAll(other);
          return set;
        },
        result,
        form,
        false);
  }

  static <T> Aggregate<T, ?, List<T>> largest(int k, Comparator<? super T> order) {
    if (k < 1) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "topK must keep 1 value or more, was asked for " + k + ".");
    }
    return Largest.of(k, order);
  }

  @SuppressWarnings("unchecked") // the results are the parts' own, in order
  static <T, A, B, R> Aggregate<T, ?, R> both(
      Aggregate<? super T, ?, A> first,
      Aggregate<? super T, ?, B> second,
      Combiner<? super A, ? super B, ? extends R> combine) {
    if (first instanceof LaneAggregate && second instanceof LaneAggregate) {
      return LaneFold.joined(
          (LaneAggregate<? super T, A>) first, (LaneAggregate<? super T, B>) second, combine);
    }
    return ManyFold.of(
        List.of(first, second), results -> combine.apply((A) results.get(0), (B) results.get(1)));
  }

  @SuppressWarnings("unchecked") // the results are the parts' own
  static <T, R> Aggregate<T, ?, List<R>> allOf(List<Aggregate<? super T, ?, ? extends R>> parts) {
    // Not List.copyOf: behind a filter a result may be null.
    return ManyFold.of(parts, results -> (List<R>) Collections.unmodifiableList(results));
  }

  static <T, R> Aggregate<T, ?, R> filtered(
      Filter<? super T> filter, Aggregate<? super T, ?, R> aggregate) {
    if (aggregate instanceof LaneAggregate) {
      @SuppressWarnings("unchecked") // just looked
      LaneAggregate<? super T, R> lanes = (LaneAggregate<? super T, R>) aggregate;
      return LaneFold.filtered(filter, lanes);
    }
    return filteredObjects(filter, aggregate);
  }

  private static <T, A, R> Aggregate<T, ?, R> filteredObjects(
      Filter<? super T> filter, Aggregate<? super T, A, R> inner) {
    return new FunctionFold<T, A, R>(
        inner::create,
        (accumulator, value) -> filter.test(value) ? inner.add(accumulator, value) : accumulator,
        inner::merge,
        inner::result,
        inner::accumulatorCodec,
        inner.arrivalOrdered());
  }

  static <T, A, R> Aggregate<T, ?, R> mapped(
      Aggregate<? super T, ?, A> aggregate, Mapper<? super A, ? extends R> mapper) {
    if (aggregate instanceof LaneAggregate) {
      @SuppressWarnings("unchecked") // just looked
      LaneAggregate<T, A> inner = (LaneAggregate<T, A>) aggregate;
      return new LaneFold<T, R>(
          List.copyOf(inner.lanes()),
          values -> mapper.apply(inner.result(values)),
          () -> orNothing(LaneFold.emptyOf(inner), mapper));
    }
    return mappedObjects(aggregate, mapper);
  }

  private static <T, A, M, R> Aggregate<T, ?, R> mappedObjects(
      Aggregate<? super T, A, M> inner, Mapper<? super M, ? extends R> mapper) {
    return new FunctionFold<T, A, R>(
        inner::create,
        inner::add,
        inner::merge,
        accumulator -> orNothing(inner.result(accumulator), mapper),
        inner::accumulatorCodec,
        inner.arrivalOrdered());
  }

  private static <M, R> R orNothing(M result, Mapper<? super M, ? extends R> mapper) {
    return result == null ? FoldsOfOne.nothing() : mapper.apply(result);
  }

  static <T, U, R> Aggregate<T, ?, R> mapping(
      Mapper<? super T, ? extends U> mapper, Aggregate<? super U, ?, R> aggregate) {
    // Each lane calls the mapper for itself, so columns pay only if it is called no more than once.
    if (aggregate instanceof LaneAggregate<?, ?> lane && LaneFold.readingLanes(lane) <= 1) {
      @SuppressWarnings("unchecked") // just looked
      LaneAggregate<? super U, R> lanes = (LaneAggregate<? super U, R>) aggregate;
      return LaneFold.mapping(mapper, lanes);
    }
    return mappingObjects(mapper, aggregate);
  }

  private static <T, U, A, R> Aggregate<T, ?, R> mappingObjects(
      Mapper<? super T, ? extends U> mapper, Aggregate<? super U, A, R> inner) {
    return new FunctionFold<T, A, R>(
        inner::create,
        (accumulator, value) -> inner.add(accumulator, mapper.apply(value)),
        inner::merge,
        inner::result,
        AccumulatorForm.mapped(mapper, inner),
        inner.arrivalOrdered());
  }
}
