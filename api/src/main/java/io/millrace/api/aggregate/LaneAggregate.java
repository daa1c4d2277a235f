package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import java.lang.reflect.Type;
import java.util.List;

/**
 * An aggregate whose accumulator is a few primitive numbers. The engine may keep them in columns
 * and never call {@code create}, {@code add} and {@code merge}; those work all the same, on a
 * {@link LaneAccumulator}.
 *
 * @param <T> what is added
 * @param <R> the result
 */
public interface LaneAggregate<T, R> extends Aggregate<T, LaneAccumulator, R> {
  /** The lanes, in the order in which {@link #result(LaneValues)} names them. Always the same. */
  List<Lane<T>> lanes();

  /** What the lanes amount to. Called only if at least one value was added. */
  R result(LaneValues values);

  @Override
  default LaneAccumulator create() {
    return new LaneAccumulator(lanes());
  }

  @Override
  default LaneAccumulator add(LaneAccumulator accumulator, T value) {
    accumulator.add(lanes(), value);
    return accumulator;
  }

  @Override
  default LaneAccumulator merge(LaneAccumulator accumulator, LaneAccumulator other) {
    accumulator.merge(lanes(), other);
    return accumulator;
  }

  @Override
  default R result(LaneAccumulator accumulator) {
    return result((LaneValues) accumulator);
  }

  @Override
  default Codec<LaneAccumulator> accumulatorCodec(Type valueType, String where) {
    return new LaneAccumulatorCodec(lanes());
  }
}
