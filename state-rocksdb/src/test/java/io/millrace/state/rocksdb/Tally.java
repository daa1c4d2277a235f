package io.millrace.state.rocksdb;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/** An object that is changed in place. */
final class Tally {
  static final Codec<Tally> CODEC =
      new Codec<>() {
        @Override
        public void write(Tally value, DataWriter out) {
          out.writeLong(value.count);
        }

        @Override
        public Tally read(DataReader in) {
          return new Tally(in.readLong());
        }

        @Override
        public CodecSchema schema() {
          return CodecSchema.leaf("tally", 1);
        }
      };

  long count;

  Tally(long count) {
    this.count = count;
  }
}
