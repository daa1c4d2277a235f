package io.millrace.api.codec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was stored in another format; writes, and describes itself, as the codec of today.
 * Immutable.
 */
final class ReadingCodec<T extends @Nullable Object> extends DerivedCodec<T> {
  private final DerivedCodec<T> current;
  private final Function<DataReader, T> reader;

  ReadingCodec(DerivedCodec<T> current, Function<DataReader, T> reader) {
    this.current = current;
    this.reader = reader;
  }

  @Override
  public void write(T value, DataWriter out) {
    current.write(value, out);
  }

  @Override
  public T read(DataReader in) {
    return reader.apply(in);
  }

  @Override
  public DerivedCodec<T> reading(StoredFormat stored) {
    return current.reading(stored);
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return current.describe(trail);
  }
}
