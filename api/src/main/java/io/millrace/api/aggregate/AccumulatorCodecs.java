package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Finds the codec by which the accumulators of an aggregate are stored. */
public final class AccumulatorCodecs {
  private AccumulatorCodecs() {}

  /**
   * The codec, or null if the aggregate cannot tell the type of its accumulators: they can be kept
   * in memory then, but not stored.
   *
   * @param where names the operator in the error if the type has no codec
   * @throws io.millrace.api.error.MillraceException if the type is known and has no codec
   */
  @SuppressWarnings("unchecked") // the accumulators of a lane aggregate are these
  public static <A> @Nullable Codec<A> of(Aggregate<?, A, ?> aggregate, String where) {
    if (aggregate instanceof LaneAggregate<?, ?>) {
      return (Codec<A>) new LaneAccumulatorCodec();
    }
    Type type = aggregate.accumulatorType();
    return type == null ? null : Codecs.derive(type, where);
  }
}
