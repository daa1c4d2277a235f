package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.UnknownType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Finds the codec by which the accumulators of an aggregate are stored. */
public final class AccumulatorCodecs {
  private AccumulatorCodecs() {}

  /**
   * The codec where the type of the values is not known.
   *
   * @see #of(Aggregate, Type, String)
   */
  public static <A> @Nullable Codec<A> of(Aggregate<?, A, ?> aggregate, String where) {
    return of(aggregate, new UnknownType("the type of the values was not given"), where);
  }

  /**
   * The codec, or null if the aggregate cannot tell the type of its accumulators, or there is no
   * codec for it: they can be kept in memory then, but not stored.
   *
   * @param valueType the type of the values; may be unknown
   * @param where names the operator in errors
   */
  public static <A> @Nullable Codec<A> of(
      Aggregate<?, A, ?> aggregate, Type valueType, String where) {
    try {
      return aggregate.accumulatorCodec(valueType, where);
    } catch (MillraceException e) {
      if (e.code() == ApiError.CODEC_MISSING || e.code() == ApiError.TYPE_UNKNOWN) {
        return null;
      }
      throw e;
    }
  }

  /**
   * What to tell the user whose accumulators have to be stored and cannot be.
   *
   * @param operatorId the operator
   */
  public static MillraceException cannotStore(String operatorId) {
    return new MillraceException(
        ApiError.STATE_INVALID,
        "checkpoints are on, but the accumulators of the aggregate of operator '"
            + operatorId
            + "' cannot be stored: their type is not known, or has no codec. Let the aggregate"
            + " implement Aggregate.accumulatorType(), use a record, an array or a registered class"
            + " as the accumulator, or turn checkpoints off.");
  }
}
