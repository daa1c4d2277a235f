package io.millrace.api.codec;

import org.jspecify.annotations.Nullable;

/**
 * A codec and how it reads what an earlier version stored, so that whatever a codec's hook gave
 * back, what is written is of today.
 *
 * @param current writes
 * @param older reads
 */
record OlderCodec<T extends @Nullable Object>(Codec<T> current, Codec<T> older)
    implements Codec<T> {
  @Override
  public void write(T value, DataWriter out) {
    current.write(value, out);
  }

  @Override
  public T read(DataReader in) {
    return older.read(in);
  }

  @Override
  public CodecSchema schema() {
    return current.schema();
  }
}
