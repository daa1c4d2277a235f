package io.millrace.api.codec;

import java.util.List;
import java.util.Optional;

/** An {@link Optional}: one flag byte, then the value if there is one. Immutable. */
final class OptionalCodec extends DerivedCodec<Object> {
  private final Codec<Object> codec;

  OptionalCodec(Codec<Object> codec) {
    this.codec = codec;
  }

  @Override
  public void write(Object value, DataWriter out) {
    if (!(value instanceof Optional<?> optional)) {
      throw mismatch(Optional.class, value);
    }
    out.writeBoolean(optional.isPresent());
    if (optional.isPresent()) {
      codec.write(optional.get(), out);
    }
  }

  @Override
  public Object read(DataReader in) {
    return in.readBoolean() ? Optional.of(codec.read(in)) : Optional.empty();
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect("optional");
    return new OptionalCodec(stored.part("value", codec));
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return new CodecSchema("optional", "", 1, List.of(trail.field("value", false, codec)));
  }
}
