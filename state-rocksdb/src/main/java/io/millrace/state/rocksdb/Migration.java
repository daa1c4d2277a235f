package io.millrace.state.rocksdb;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/** Rewrites the rows of keys after the schema of a column has changed. Stateless. */
final class Migration {
  private static final int BATCH_BYTES = 16 << 20;

  private Migration() {}

  /**
   * Values under the number of {@code from} are decoded and stored again as {@code to} says. Reads
   * all rows of keys once.
   */
  static void run(
      RowDatabase database, Columns columns, ColumnEntry from, ColumnEntry to, Codec<?> reader) {
    RowBatch[] batch = {new RowBatch()};
    database.scan(
        RowKeys.firstOfGroup(0),
        new byte[] {RowKeys.KEY + 1},
        (key, row) -> {
          byte[] changed = rewrite(columns, row, from, to, reader);
          if (changed != null) {
            batch[0].put(key, changed);
          }
          if (batch[0].bytes() >= BATCH_BYTES) {
            database.write(batch[0]);
            batch[0] = new RowBatch();
          }
        });
    database.write(batch[0]);
  }

  private static byte @org.jspecify.annotations.Nullable [] rewrite(
      Columns columns, byte[] row, ColumnEntry from, ColumnEntry to, Codec<?> reader) {
    DataReader in = DataReader.of(row);
    DataWriter out = DataWriter.withCapacity(row.length + 16);
    DataWriter scratch = DataWriter.create();
    RowFormat.begin(RowFormat.life(in), out);
    boolean[] found = new boolean[1];
    RowFormat.read(
        in,
        column -> SlotRows.known(columns.entry(column), column).kind(),
        new RowFormat.Receiver() {
          @Override
          public void number(int column, long value) {
            RowFormat.appendNumber(SlotRows.known(columns.entry(column), column), value, out);
          }

          @Override
          public void object(int column, byte[] encoded) {
            if (column != from.id()) {
              RowFormat.appendObject(column, encoded, out);
              return;
            }
            found[0] = true;
            DataReader value = DataReader.of(encoded);
            scratch.reset();
            to.encode(reader.read(value), scratch);
            RowFormat.appendObject(to.id(), scratch.toByteArray(), out);
          }
        });
    return found[0] ? out.toByteArray() : null;
  }
}
