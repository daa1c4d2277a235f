package io.millrace.state.rocksdb;

import io.millrace.api.codec.CodecSchema;
import java.util.Set;

/**
 * Whether equal keys always have equal bytes, so that a key can be looked up by them. Sets and maps
 * are stored in the order they are in, which equality does not look at.
 */
final class SameBytes {
  private static final Set<String> UNORDERED = Set.of("set", "map");

  private SameBytes() {}

  static boolean of(CodecSchema schema) {
    return !UNORDERED.contains(schema.id())
        && schema.fields().stream().allMatch(field -> of(field.schema()));
  }
}
