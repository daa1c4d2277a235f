package io.millrace.api.codec;

import io.millrace.api.error.MillraceException;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A codec of a type without parts, made of two functions. Immutable. */
final class LeafCodec<T> extends DerivedCodec<T> {
  private final String id;
  private final Class<T> type;
  private final BiConsumer<T, DataWriter> writer;
  private final Function<DataReader, T> reader;

  LeafCodec(
      String id, Class<T> type, BiConsumer<T, DataWriter> writer, Function<DataReader, T> reader) {
    this.id = id;
    this.type = type;
    this.writer = writer;
    this.reader = reader;
  }

  String id() {
    return id;
  }

  @Override
  public void write(T value, DataWriter out) {
    if (!type.isInstance(value)) {
      throw mismatch(type, value);
    }
    writer.accept(value, out);
  }

  @Override
  public T read(DataReader in) {
    try {
      return reader.apply(in);
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw in.corrupt("the numbers of a " + type.getTypeName() + " are out of range", e);
    }
  }

  @Override
  public DerivedCodec<T> reading(StoredFormat stored) {
    CodecSchema then = stored.schema();
    if (then.id().equals(id) && then.version() == 1) {
      return this;
    }
    Function<DataReader, ?> wider = then.version() == 1 ? Widening.of(then.id(), id) : null;
    if (wider == null) {
      throw stored.refuse(
          "stored as "
              + then.id()
              + ", now "
              + id
              + ", and not every value of "
              + then.id()
              + " is exactly one of "
              + id);
    }
    return new ReadingCodec<>(this, in -> type.cast(wider.apply(in)));
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return CodecSchema.leaf(id, 1);
  }
}
