package io.millrace.api.aggregate;

import io.millrace.api.function.Combiner;
import io.millrace.api.function.Mapper;

/**
 * Aggregates whose accumulator is one value itself, or null as long as there is none: no object but
 * the user's own.
 */
final class FoldsOfOne {
  private FoldsOfOne() {}

  /** Null: an accumulator, or a result, where no value has been. */
  @SuppressWarnings({
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // null stands for "no value", and the folds expect it
  static <A> A nothing() {
    return null;
  }

  static <T> Aggregate<T, ?, T> pick(
      Combiner<? super T, ? super T, ? extends T> combine, boolean ordered) {
    Combiner<T, T, T> either =
        (kept, value) -> kept == null ? value : value == null ? kept : combine.apply(kept, value);
    return new FunctionFold<T, T, T>(
        FoldsOfOne::nothing, either, either, kept -> kept, AccumulatorForm.value(), ordered);
  }

  static <T, C extends Comparable<? super C>> Aggregate<T, ?, T> by(
      Mapper<? super T, ? extends C> read, boolean smallest, boolean last) {
    return pick(
        (kept, value) -> {
          int order = read.apply(value).compareTo(read.apply(kept));
          boolean replaces = order == 0 ? last : (order < 0) == smallest;
          return replaces ? value : kept;
        },
        false);
  }

  static <T, C extends Comparable<? super C>> Aggregate<T, ?, C> extreme(
      Mapper<? super T, ? extends C> read, boolean smallest) {
    Combiner<C, C, C> better =
        (kept, other) -> {
          if (kept == null || other == null) {
            return kept == null ? other : kept;
          }
          int order = other.compareTo(kept);
          return order != 0 && (order < 0) == smallest ? other : kept;
        };
    return new FunctionFold<T, C, C>(
        FoldsOfOne::nothing,
        (kept, value) -> better.apply(kept, read.apply(value)),
        better,
        kept -> kept,
        AccumulatorForm.read(read),
        false);
  }
}
