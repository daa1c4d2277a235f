package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Stores the numbers of an aggregate's lanes. Numbers that were folded otherwise are refused, as a
 * sum is no maximum.
 */
final class LaneAccumulatorCodec implements Codec<LaneAccumulator> {
  private final CodecSchema schema;

  /** For the lanes of an aggregate. */
  LaneAccumulatorCodec(List<? extends Lane<?>> lanes) {
    List<CodecSchema.Field> parts = new ArrayList<>();
    for (Lane<?> lane : lanes) {
      String op = lane.op().name().toLowerCase(Locale.ROOT);
      parts.add(CodecSchema.part(Integer.toString(parts.size()), CodecSchema.leaf(op, 1)));
    }
    schema = new CodecSchema("lanes", "", 1, parts);
  }

  @Override
  public void write(LaneAccumulator value, DataWriter out) {
    out.writeLength(value.longs().length);
    for (long number : value.longs()) {
      out.writeLong(number);
    }
    out.writeLength(value.doubles().length);
    for (double number : value.doubles()) {
      out.writeDouble(number);
    }
  }

  @Override
  public LaneAccumulator read(DataReader in) {
    long[] longs = new long[in.readLength(1)];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = in.readLong();
    }
    double[] doubles = new double[in.readLength(Double.BYTES)];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = in.readDouble();
    }
    return new LaneAccumulator(longs, doubles);
  }

  @Override
  public CodecSchema schema() {
    return schema;
  }

  @Override
  public Codec<LaneAccumulator> reading(StoredFormat stored) {
    stored.expectSame(schema);
    return this;
  }
}
