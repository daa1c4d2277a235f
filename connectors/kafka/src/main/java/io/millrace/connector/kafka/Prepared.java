package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import java.util.List;

/**
 * What a checkpoint remembers of a sink: the rows written between two barriers.
 *
 * @param topic where they go
 * @param rows how many
 * @param bytes the rows, one behind the other; never changed
 */
record Prepared(String topic, int rows, byte[] bytes) {
  /** Its codec. */
  static final Codec<Prepared> CODEC = new PreparedCodec();

  /** Never the content. */
  @Override
  public String toString() {
    return "Prepared[" + topic + ", " + rows + " rows, " + bytes.length + " bytes]";
  }

  private static final class PreparedCodec implements Codec<Prepared> {
    @Override
    public void write(Prepared value, DataWriter out) {
      out.writeUtf8(value.topic());
      out.writeInt(value.rows());
      out.writeBytes(value.bytes());
    }

    @Override
    public Prepared read(DataReader in) {
      return new Prepared(in.readUtf8(), in.readInt(), in.readBytes());
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema("kafka-rows", "", 1, List.of());
    }
  }
}
