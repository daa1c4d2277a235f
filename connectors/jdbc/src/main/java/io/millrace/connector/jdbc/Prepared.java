package io.millrace.connector.jdbc;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import java.util.List;

/**
 * The rows between two checkpoints and who staged them. Whoever commits them looks for the mark of
 * that writer, so that no other run's marks can be taken for it.
 *
 * @param job the job that staged them
 * @param sink its sink
 * @param subtask its subtask
 * @param epoch the owner epoch it ran under
 * @param rows the rows
 */
record Prepared(String job, String sink, int subtask, long epoch, Rows rows) {
  static final Codec<Prepared> CODEC = new PreparedCodec();

  private static final class PreparedCodec implements Codec<Prepared> {
    @Override
    public void write(Prepared value, DataWriter out) {
      out.writeUtf8(value.job);
      out.writeUtf8(value.sink);
      out.writeInt(value.subtask);
      out.writeLong(value.epoch);
      out.writeInt(value.rows.count());
      out.writeInt(value.rows.columns());
      out.writeBytes(value.rows.bytes());
    }

    @Override
    public Prepared read(DataReader in) {
      String job = in.readUtf8();
      String sink = in.readUtf8();
      int subtask = in.readInt();
      long epoch = in.readLong();
      int count = in.readInt();
      int columns = in.readInt();
      byte[] bytes = in.readBytes();
      // A parameter has at least one byte, so this bounds what a reader does with the numbers.
      if (count < 0 || columns < 0 || (long) count * columns > bytes.length) {
        throw in.corrupt(count + " rows of " + columns + " in " + bytes.length + " bytes");
      }
      return new Prepared(job, sink, subtask, epoch, new Rows(count, columns, bytes));
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema("jdbc-rows", "", 1, List.of());
    }
  }
}
