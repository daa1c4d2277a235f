package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An incremental fold: makes an accumulator, adds values, merges accumulators, reads the result.
 * The engine calls {@code merge} for sessions, sliding windows and two-stage exchange, so it must
 * be associative, and adding must commute with it.
 *
 * <ul>
 *   <li><b>Threads:</b> the aggregate itself is shared by all subtasks and must hold no state;
 *       accumulators belong to one.
 *   <li><b>Ownership:</b> {@code add} and {@code merge} may change and return their first argument,
 *       or return a new object; {@code merge} must leave its second argument as it is. {@code
 *       result} must leave the accumulator as it is.
 * </ul>
 *
 * @param <T> what is added
 * @param <A> the accumulator
 * @param <R> the result
 */
public interface Aggregate<T, A, R> extends Serializable {
  /** A fresh accumulator. */
  A create();

  /** The accumulator with a value added. */
  A add(A accumulator, T value);

  /** The accumulator of everything in both. */
  A merge(A accumulator, A other);

  /** What the accumulator amounts to. */
  R result(A accumulator);

  /**
   * The type of the accumulator if the aggregate knows it, for its codec; null if it does not. A
   * {@code Class} or a parameterised type.
   */
  default java.lang.reflect.@Nullable Type accumulatorType() {
    return null;
  }

  /**
   * The codec by which accumulators are stored, or null if it cannot be known. Unless overridden it
   * is derived from {@link #accumulatorType}.
   *
   * @param valueType the type of the values, which may be unknown; accumulators that hold values
   *     need it
   * @param where names the operator in errors
   * @throws io.millrace.api.error.MillraceException if a type is known and has no codec
   */
  default @Nullable Codec<A> accumulatorCodec(java.lang.reflect.Type valueType, String where) {
    java.lang.reflect.Type type = accumulatorType();
    return type == null ? null : Codecs.derive(type, where);
  }

  /**
   * True if the result depends on the order of adding, as {@code first}, {@code last} and {@code
   * collect} do. Windows then add every value to every window in order of arrival, and share no
   * partial results between overlapping windows.
   */
  default boolean arrivalOrdered() {
    return false;
  }
}
