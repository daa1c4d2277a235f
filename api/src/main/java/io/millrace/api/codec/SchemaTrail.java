package io.millrace.api.codec;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;

/**
 * The named types that one schema has described so far; each is described once and referred to by
 * number afterwards. So a schema is finite, and as long as its program text. Single-threaded.
 */
final class SchemaTrail {
  private final IdentityHashMap<Codec<?>, Integer> numbers = new IdentityHashMap<>();

  /** The schema of {@code codec}, or a reference if it was described before. */
  CodecSchema define(
      Codec<?> codec, String id, String label, Supplier<List<CodecSchema.Field>> fields) {
    Integer number = numbers.get(codec);
    if (number != null) {
      return new CodecSchema("ref#" + number, label, 1, List.of());
    }
    numbers.put(codec, numbers.size());
    return new CodecSchema(id, label, 1, fields.get());
  }

  /** A part with the schema of {@code codec}. */
  CodecSchema.Field field(String name, boolean nullable, Codec<?> codec) {
    CodecSchema schema =
        codec instanceof DerivedCodec<?> derived ? derived.describe(this) : codec.schema();
    return new CodecSchema.Field(name, nullable, schema);
  }
}
