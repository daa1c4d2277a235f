package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import java.util.Collection;
import java.util.function.Function;

/** Stores a collection that goes on growing: what is read can be added to. */
final class GrowingCodec<F extends Collection<?>, A extends F> implements Codec<A> {
  private final Codec<F> stored;
  private final Function<F, A> growing;

  GrowingCodec(Codec<F> stored, Function<F, A> growing) {
    this.stored = stored;
    this.growing = growing;
  }

  @Override
  public void write(A value, DataWriter out) {
    stored.write(value, out);
  }

  @Override
  public A read(DataReader in) {
    return growing.apply(stored.read(in));
  }

  @Override
  public CodecSchema schema() {
    return stored.schema();
  }
}
