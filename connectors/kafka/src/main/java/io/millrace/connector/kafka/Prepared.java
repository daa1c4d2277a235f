package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint remembers of a sink: all rows that were not known to be committed when it was
 * taken, oldest first. Those of an earlier checkpoint are among them if that one had failed or its
 * commit was still to come.
 *
 * @param topic where they go
 * @param segments the rows, by the checkpoint they were first prepared for
 */
record Prepared(String topic, List<Segment> segments) {
  /** Its codec. */
  static final Codec<Prepared> CODEC = new PreparedCodec();

  Prepared {
    segments = List.copyOf(segments);
  }

  /** How many rows belong to checkpoints after that one. */
  long rowsAfter(long checkpointId) {
    long rows = 0;
    for (Segment segment : segments) {
      rows += segment.checkpointId() > checkpointId ? segment.rows() : 0;
    }
    return rows;
  }

  /**
   * The rows written between two barriers.
   *
   * @param checkpointId the checkpoint of the second one
   * @param rows how many
   * @param bytes the rows, one behind the other; never changed
   */
  record Segment(long checkpointId, int rows, byte[] bytes) {
    /** Never the content. */
    @Override
    public String toString() {
      return "Segment[" + checkpointId + ", " + rows + " rows, " + bytes.length + " bytes]";
    }
  }

  private static final class PreparedCodec implements Codec<Prepared> {
    @Override
    public void write(Prepared value, DataWriter out) {
      out.writeUtf8(value.topic());
      out.writeLength(value.segments().size());
      for (Segment segment : value.segments()) {
        out.writeLong(segment.checkpointId());
        out.writeInt(segment.rows());
        out.writeBytes(segment.bytes());
      }
    }

    @Override
    public Prepared read(DataReader in) {
      String topic = in.readUtf8();
      List<Segment> segments = new ArrayList<>();
      for (int left = in.readLength(3); left > 0; left--) {
        segments.add(new Segment(in.readLong(), in.readInt(), in.readBytes()));
      }
      return new Prepared(topic, segments);
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema("kafka-rows", "", 1, List.of());
    }
  }
}
