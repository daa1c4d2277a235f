package io.millrace.joins;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.UnknownType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types of both inputs of a join, as far as they are known. Immutable.
 *
 * @param inputs left and right; empty if nothing is known
 * @param joinId the join
 */
record SideTypes(List<Type> inputs, String joinId) {
  /** Copies the list. */
  SideTypes {
    inputs = List.copyOf(inputs);
  }

  /**
   * The codecs of both sides; null if there is none for one of them and nothing has to be stored:
   * state that stays in memory needs none.
   *
   * @param durable what the join keeps will be stored
   * @throws MillraceException {@code STATE_INVALID} if it will, and there is no codec
   */
  @Nullable SideCodecs codecs(boolean durable) {
    try {
      return new SideCodecs(codec(0, "left"), codec(1, "right"));
    } catch (MillraceException e) {
      if (e.code() != ApiError.CODEC_MISSING && e.code() != ApiError.TYPE_UNKNOWN) {
        throw e;
      }
      if (durable) {
        throw new MillraceException(
            ApiError.STATE_INVALID,
            "checkpoints are on, but the events that join '"
                + joinId
                + "' waits with cannot be stored. "
                + e.getMessage(),
            e);
      }
      return null;
    }
  }

  private Codec<Object> codec(int input, String side) {
    Type type =
        input < inputs.size()
            ? inputs.get(input)
            : new UnknownType("the types of the join's inputs were not given");
    return Codecs.derive(type, "the " + side + " side of join '" + joinId + "'");
  }
}
