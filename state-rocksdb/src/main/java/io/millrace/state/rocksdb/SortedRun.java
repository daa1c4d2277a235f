package io.millrace.state.rocksdb;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** Writes a batch of rows as one sorted file, a piece at a time. One thread. */
final class SortedRun implements AutoCloseable {
  private final NativeScope scope = new NativeScope();
  private final RowBatch rows;
  private final Path file;
  private final SstFileWriter writer;
  private ByteBuffer key = ByteBuffer.allocateDirect(256);
  private ByteBuffer value = ByteBuffer.allocateDirect(1 << 10);
  private int next;
  private boolean finished;

  /** Sorts the rows, of which there is at least one, and begins the file. */
  SortedRun(RowBatch rows, Path file, Options options, EnvOptions environment) {
    this.rows = rows;
    this.file = file;
    rows.sort();
    writer = scope.own(new SstFileWriter(environment, options));
    try {
      writer.open(file.toString());
    } catch (RocksDBException e) {
      scope.close();
      throw RowDatabase.failed("begin a sorted file", e);
    }
  }

  Path file() {
    return file;
  }

  /** Writes up to {@code count} rows; true when the file is complete. */
  boolean write(int count) {
    try {
      int end = (int) Math.min(rows.count(), (long) next + count);
      for (; next < end; next++) {
        int row = rows.row(next);
        if (next + 1 < rows.count() && rows.sameKey(row, rows.row(next + 1))) {
          continue; // the sort is stable: the last of equal keys is the newest
        }
        add(row);
      }
      if (next < rows.count()) {
        return false;
      }
      if (!finished) {
        writer.finish();
        finished = true;
        scope.close();
      }
      return true;
    } catch (RocksDBException e) {
      throw RowDatabase.failed("write a sorted file", e);
    }
  }

  @Override
  public void close() {
    scope.close();
  }

  private void add(int row) throws RocksDBException {
    int valueLength = rows.valueLength(row);
    if (valueLength < 0) {
      writer.delete(rows.key(row));
      return;
    }
    int keyLength = rows.keyLength(row);
    key = holding(key, rows.keyStart(row), keyLength);
    value = holding(value, rows.keyStart(row) + keyLength, valueLength);
    writer.put(key, value);
  }

  private ByteBuffer holding(ByteBuffer buffer, int start, int length) {
    ByteBuffer fits = buffer.capacity() >= length ? buffer : ByteBuffer.allocateDirect(2 * length);
    fits.clear();
    fits.put(rows.array(), start, length);
    fits.flip();
    return fits;
  }
}
