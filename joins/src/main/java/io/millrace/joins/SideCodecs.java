package io.millrace.joins;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.UnknownType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The codecs of the values of both sides, which store what a join keeps. Immutable.
 *
 * @param left of the left values
 * @param right of the right values
 */
record SideCodecs(Codec<Object> left, Codec<Object> right) {
  /**
   * The codecs for two input types; null if there is none for one of them. That is no error yet:
   * state that stays in memory needs none, and a backend that does says what is missing.
   */
  static @Nullable SideCodecs of(List<Type> inputTypes, String operatorId) {
    if (inputTypes.size() != 2 || inputTypes.stream().anyMatch(UnknownType.class::isInstance)) {
      return null;
    }
    try {
      return new SideCodecs(
          Codecs.derive(inputTypes.get(0), operatorId),
          Codecs.derive(inputTypes.get(1), operatorId));
    } catch (MillraceException e) {
      if (e.code() == ApiError.CODEC_MISSING || e.code() == ApiError.TYPE_UNKNOWN) {
        return null;
      }
      throw e;
    }
  }

  /** A schema that names both. */
  CodecSchema schema(String id) {
    return new CodecSchema(
        id,
        "",
        1,
        List.of(
            new CodecSchema.Field("left", true, left.schema()),
            new CodecSchema.Field("right", true, right.schema())));
  }
}
