package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import java.util.Collection;
import java.util.function.Function;

/** Stores a collection that goes on growing: what is read can be added to. */
final class GrowingCodec<F extends Collection<?>, A extends F> implements Codec<A> {
  private final Codec<F> content;
  private final Function<F, A> growing;

  GrowingCodec(Codec<F> content, Function<F, A> growing) {
    this.content = content;
    this.growing = growing;
  }

  @Override
  public void write(A value, DataWriter out) {
    content.write(value, out);
  }

  @Override
  public A read(DataReader in) {
    return growing.apply(content.read(in));
  }

  @Override
  public Codec<A> reading(StoredFormat stored) {
    return new GrowingCodec<>(stored.as(content), growing);
  }

  @Override
  public CodecSchema schema() {
    return content.schema();
  }
}
