package io.millrace.joins;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.StoredFormat;
import java.util.List;

/**
 * The codecs of the values of both sides, which store what a join keeps. Immutable.
 *
 * @param left of the left values
 * @param right of the right values
 */
record SideCodecs(Codec<Object> left, Codec<Object> right) {
  /** The codecs that read what was stored under an earlier schema of that id. */
  SideCodecs reading(StoredFormat stored, String id) {
    stored.expect(id);
    return new SideCodecs(stored.part("left", left), stored.part("right", right));
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
