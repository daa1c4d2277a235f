package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores accumulators side by side, each of which may be null as long as it has seen nothing. */
final class ManyAccumulatorCodec implements Codec<Object[]> {
  private final List<Codec<@Nullable Object>> parts = new ArrayList<>();

  private ManyAccumulatorCodec() {}

  ManyAccumulatorCodec(List<Codec<Object>> parts) {
    parts.forEach(part -> this.parts.add(Codecs.nullable(part)));
  }

  @Override
  public void write(Object[] value, DataWriter out) {
    out.writeLength(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).write(value[i], out);
    }
  }

  @Override
  public Object[] read(DataReader in) {
    int count = in.readLength(1);
    if (count != parts.size()) {
      throw in.corrupt(count + " accumulators side by side, expected " + parts.size());
    }
    @Nullable Object[] value = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      value[i] = parts.get(i).read(in);
    }
    return known(value);
  }

  /** What an empty accumulator is, is the aggregate's matter; null is one of the answers. */
  @SuppressWarnings("NullAway")
  private static Object[] known(@Nullable Object[] value) {
    return value;
  }

  @Override
  public Codec<Object[]> reading(StoredFormat stored) {
    if (!stored.schema().id().equals("accumulators")
        || stored.schema().fields().size() != parts.size()) {
      throw stored.refuse("one aggregate more or less, or another one, than now");
    }
    ManyAccumulatorCodec reading = new ManyAccumulatorCodec();
    for (int i = 0; i < parts.size(); i++) {
      reading.parts.add(stored.part("part" + i, parts.get(i)));
    }
    return reading;
  }

  @Override
  public CodecSchema schema() {
    List<CodecSchema.Field> fields = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      fields.add(new CodecSchema.Field("part" + i, true, parts.get(i).schema()));
    }
    return new CodecSchema("accumulators", "", 1, fields);
  }
}
