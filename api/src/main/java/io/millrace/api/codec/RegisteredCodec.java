package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.util.List;

/** A user's codec within a derived one: holds it to the contract of {@link Codec}. Immutable. */
final class RegisteredCodec extends DerivedCodec<Object> {
  private final Class<?> type;
  private final Codec<Object> codec;

  RegisteredCodec(Class<?> type, Codec<Object> codec) {
    this.type = type;
    this.codec = codec;
  }

  @Override
  public void write(Object value, DataWriter out) {
    int before = out.size();
    codec.write(value, out);
    if (out.size() <= before) {
      throw new MillraceException(
          ApiError.CODEC_MISSING,
          "the codec registered for "
              + type.getTypeName()
              + " wrote no byte. Write at least one for each value.");
    }
  }

  @Override
  public Object read(DataReader in) {
    try {
      return codec.read(in);
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw in.corrupt("the codec registered for " + type.getTypeName() + " failed", e);
    }
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect("registered");
    return new RegisteredCodec(type, stored.part("format", codec));
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    CodecSchema.Field format = new CodecSchema.Field("format", false, codec.schema());
    return new CodecSchema("registered", Types.name(type), 1, List.of(format));
  }
}
