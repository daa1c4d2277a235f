package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/** Stores the numbers of an aggregate's lanes. */
final class LaneAccumulatorCodec implements Codec<LaneAccumulator> {
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
    return CodecSchema.leaf("lanes", 1);
  }
}
