package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * A codec of this package: it can describe itself as a part of a larger schema. Immutable once
 * derived.
 */
abstract class DerivedCodec<T extends @Nullable Object> implements Codec<T> {

  /** The codec itself; what a link stands for. */
  DerivedCodec<T> self() {
    return this;
  }

  @Override
  public abstract DerivedCodec<T> reading(StoredFormat stored);

  /** The schema, with references to the types that {@code trail} has seen. */
  abstract CodecSchema describe(SchemaTrail trail);

  @Override
  public final CodecSchema schema() {
    return describe(new SchemaTrail());
  }

  /** The exception for a value that is not of the codec's type. */
  static MillraceException mismatch(Class<?> expected, @Nullable Object value) {
    return new MillraceException(
        ApiError.ARGUMENT_INVALID,
        value == null
            ? "the codec of "
                + expected.getTypeName()
                + " was given null. Wrap it with Codecs.nullable(...)."
            : "the codec of "
                + expected.getTypeName()
                + " was given a "
                + value.getClass().getTypeName()
                + ". Pass the type of the values explicitly, or register a codec for it.");
  }
}
