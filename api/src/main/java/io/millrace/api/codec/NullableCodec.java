package io.millrace.api.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds null to another codec: one flag byte, then the value if there is one. Immutable. */
final class NullableCodec<T> extends DerivedCodec<@Nullable T> {
  private final Codec<T> codec;

  NullableCodec(Codec<T> codec) {
    this.codec = codec;
  }

  @Override
  public void write(@Nullable T value, DataWriter out) {
    out.writeBoolean(value != null);
    if (value != null) {
      codec.write(value, out);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // it does not see that the superclass is given @Nullable T
  public @Nullable T read(DataReader in) {
    return in.readBoolean() ? codec.read(in) : null;
  }

  @Override
  public DerivedCodec<@Nullable T> reading(StoredFormat stored) {
    if (stored.schema().id().equals("nullable")) {
      return new NullableCodec<>(stored.part("value", codec));
    }
    Codec<T> present = stored.as(codec); // null could not be stored then
    return new ReadingCodec<>(this, present::read);
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return new CodecSchema("nullable", "", 1, List.of(trail.field("value", true, codec)));
  }
}
