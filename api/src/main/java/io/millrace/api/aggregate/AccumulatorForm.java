package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.function.Factory;
import io.millrace.api.function.Mapper;
import io.millrace.api.type.LambdaTypes;
import io.millrace.api.type.Types;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How accumulators are stored, once the type of the values is known. */
@FunctionalInterface
interface AccumulatorForm<A> extends Serializable {
  /** The codec; null if a type it needs is not known. */
  @Nullable Codec<A> codec(Type valueType, String where);

  /** Accumulators of one class. */
  static <A> AccumulatorForm<A> of(Class<A> type) {
    return (valueType, where) -> Codecs.derive(type, where);
  }

  /** What a factory makes. */
  static <A> AccumulatorForm<A> made(Factory<A> factory) {
    return (valueType, where) -> known(LambdaTypes.of(factory).result(), where);
  }

  /** One of the values. */
  static <A> AccumulatorForm<A> value() {
    return AccumulatorForm::known;
  }

  /** What a function reads from one of the values. */
  static <A> AccumulatorForm<A> read(Mapper<?, ? extends A> read) {
    return (valueType, where) -> known(resultOf(read), where);
  }

  /** A list of values. */
  static <T> AccumulatorForm<ArrayList<T>> list() {
    return (valueType, where) -> {
      if (!Types.isKnown(valueType)) {
        return null;
      }
      Codec<List<T>> list = Codecs.derive(Types.parameterized(List.class, valueType), where);
      return new GrowingCodec<>(list, ArrayList::new);
    };
  }

  /** A set of values. */
  static <T> AccumulatorForm<HashSet<T>> set() {
    return AccumulatorForm::setCodec;
  }

  /** A set of what a function reads from values. */
  static <V> AccumulatorForm<HashSet<V>> setOf(Mapper<?, ? extends V> read) {
    return (valueType, where) -> setCodec(resultOf(read), where);
  }

  /** That of an aggregate which is given what a function makes of values. */
  static <U, A> AccumulatorForm<A> mapped(
      Mapper<?, ? extends U> mapper, Aggregate<? super U, A, ?> inner) {
    return (valueType, where) -> inner.accumulatorCodec(resultOf(mapper), where);
  }

  private static Type resultOf(Mapper<?, ?> function) {
    return Types.box(LambdaTypes.of(function).result());
  }

  private static <A> @Nullable Codec<A> known(Type type, String where) {
    return Types.isKnown(type) ? Codecs.derive(Types.box(type), where) : null;
  }

  private static <V> @Nullable Codec<HashSet<V>> setCodec(Type element, String where) {
    if (!Types.isKnown(element)) {
      return null;
    }
    Codec<Set<V>> set = Codecs.derive(Types.parameterized(Set.class, element), where);
    return new GrowingCodec<>(set, HashSet::new);
  }
}
