package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.function.Mapper;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several aggregates in one pass, their accumulators side by side in an array. */
final class ManyFold<T, R> implements Aggregate<T, Object[], R> {
  private final List<Aggregate<T, Object, Object>> parts;
  private final Mapper<List<@Nullable Object>, R> combine;

  @SuppressWarnings("unchecked") // an aggregate only takes what it made itself, and values of T
  ManyFold(
      List<? extends Aggregate<? super T, ?, ?>> parts, Mapper<List<@Nullable Object>, R> combine) {
    this.parts = List.copyOf((List<Aggregate<T, Object, Object>>) (List<?>) parts);
    this.combine = combine;
  }

  /** The fastest form the parts allow. */
  static <T, R> Aggregate<T, ?, R> of(
      List<? extends Aggregate<? super T, ?, ?>> parts, Mapper<List<@Nullable Object>, R> combine) {
    if (!parts.isEmpty() && parts.stream().allMatch(LaneAggregate.class::isInstance)) {
      @SuppressWarnings("unchecked") // just looked
      List<LaneAggregate<? super T, ?>> lanes = (List<LaneAggregate<? super T, ?>>) (List<?>) parts;
      return LaneFold.joined(lanes, combine);
    }
    return new ManyFold<>(parts, combine);
  }

  @Override
  public Object[] create() {
    Object[] accumulators = new Object[parts.size()];
    Arrays.setAll(accumulators, i -> parts.get(i).create());
    return accumulators;
  }

  @Override
  public Object[] add(Object[] accumulators, T value) {
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i] = parts.get(i).add(accumulators[i], value);
    }
    return accumulators;
  }

  @Override
  public Object[] merge(Object[] accumulators, Object[] others) {
    for (int i = 0; i < accumulators.length; i++) {
      accumulators[i] = parts.get(i).merge(accumulators[i], others[i]);
    }
    return accumulators;
  }

  @Override
  public R result(Object[] accumulators) {
    @Nullable Object[] results = new Object[accumulators.length];
    Arrays.setAll(results, i -> parts.get(i).result(accumulators[i]));
    return combine.apply(Arrays.asList(results));
  }

  @Override
  public boolean arrivalOrdered() {
    return parts.stream().anyMatch(Aggregate::arrivalOrdered);
  }

  @Override
  public @Nullable Codec<Object[]> accumulatorCodec(Type valueType, String where) {
    List<Codec<Object>> codecs = new ArrayList<>();
    for (Aggregate<T, Object, Object> part : parts) {
      Codec<Object> codec = part.accumulatorCodec(valueType, where);
      if (codec == null) {
        return null;
      }
      codecs.add(codec);
    }
    return new ManyAccumulatorCodec(codecs);
  }
}
