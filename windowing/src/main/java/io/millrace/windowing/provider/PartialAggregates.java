package io.millrace.windowing.provider;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import io.millrace.api.aggregate.LaneAccumulator;
import io.millrace.api.aggregate.LaneAggregate;
import io.millrace.api.aggregate.LaneValues;
import io.millrace.api.codec.Codec;
import io.millrace.api.window.WindowResult;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate taken apart: one that gives its accumulator as the result, and one that merges such
 * results.
 */
final class PartialAggregates {
  private PartialAggregates() {}

  /** Folds events as the aggregate does and gives the accumulator. */
  @SuppressWarnings("unchecked") // a lane aggregate over T is one over T
  static <T, A, R> Aggregate<T, ?, ?> local(Aggregate<T, A, R> whole) {
    return whole instanceof LaneAggregate<?, ?> lanes
        ? new LocalLanes<>((LaneAggregate<T, ?>) lanes)
        : new Local<>(whole);
  }

  /** Merges the accumulators in results of the local part, which was given events of that type. */
  static <K, A, R> Aggregate<WindowResult<K, A>, A, R> global(
      Aggregate<?, A, R> whole, Type eventType) {
    return new Global<>(whole, eventType);
  }

  private record Local<T, A, R>(Aggregate<T, A, R> whole) implements Aggregate<T, A, A> {
    @Override
    public A create() {
      return whole.create();
    }

    @Override
    public A add(A accumulator, T value) {
      return whole.add(accumulator, value);
    }

    @Override
    public A merge(A accumulator, A other) {
      return whole.merge(accumulator, other);
    }

    @Override
    public A result(A accumulator) {
      return accumulator;
    }

    @Override
    public @Nullable Codec<A> accumulatorCodec(Type valueType, String where) {
      return whole.accumulatorCodec(valueType, where);
    }
  }

  private record LocalLanes<T, R>(LaneAggregate<T, R> whole)
      implements LaneAggregate<T, LaneAccumulator> {
    @Override
    public List<Lane<T>> lanes() {
      return whole.lanes();
    }

    @Override
    public LaneAccumulator result(LaneValues values) {
      List<Lane<T>> lanes = whole.lanes();
      LaneAccumulator copy = new LaneAccumulator(lanes);
      for (int i = 0; i < lanes.size(); i++) {
        if (lanes.get(i).op().integral()) {
          copy.longs()[i] = values.longAt(i);
        } else {
          copy.doubles()[2 * i] = values.doubleAt(i);
        }
      }
      return copy;
    }
  }

  private record Global<K, A, R>(Aggregate<?, A, R> whole, Type eventType)
      implements Aggregate<WindowResult<K, A>, A, R> {
    @Override
    public A create() {
      return whole.create();
    }

    @Override
    public A add(A accumulator, WindowResult<K, A> partial) {
      return whole.merge(accumulator, partial.value());
    }

    @Override
    public A merge(A accumulator, A other) {
      return whole.merge(accumulator, other);
    }

    @Override
    public R result(A accumulator) {
      return whole.result(accumulator);
    }

    /** The values are partial results; what they were made of decides. */
    @Override
    public @Nullable Codec<A> accumulatorCodec(Type valueType, String where) {
      return whole.accumulatorCodec(eventType, where);
    }
  }
}
