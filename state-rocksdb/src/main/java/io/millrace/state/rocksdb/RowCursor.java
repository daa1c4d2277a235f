package io.millrace.state.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Stands at a row. One thread; owns native objects, close it. */
final class RowCursor implements AutoCloseable {
  private final NativeScope scope;
  private final RocksIterator iterator;

  RowCursor(NativeScope scope, RocksIterator iterator) {
    this.scope = scope;
    this.iterator = iterator;
  }

  /** False behind the last row; fails if that is because reading failed. */
  boolean valid() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RowDatabase.failed("read rows", e);
    }
    return false;
  }

  void next() {
    iterator.next();
  }

  /** Goes to the first row at or behind a key. */
  void seek(byte[] key) {
    iterator.seek(key);
  }

  byte[] key() {
    return iterator.key();
  }

  byte[] value() {
    return iterator.value();
  }

  @Override
  public void close() {
    scope.close();
  }
}
