package io.millrace.state.rocksdb;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory that all databases of a backend take together: one cache of blocks, index blocks and
 * filters included, and one bound for their write buffers, which is charged to the same cache.
 * Thread-safe.
 */
final class NativeMemory implements AutoCloseable {
  private static final int WRITE_BUFFER_PART = 4;

  private final NativeScope scope = new NativeScope();
  private final Cache cache;
  private final WriteBufferManager writeBuffers;
  private final long bytes;

  /** Takes at most that many bytes for blocks and write buffers. */
  NativeMemory(long bytes) {
    RocksDB.loadLibrary();
    this.bytes = bytes;
    cache = scope.own(new LRUCache(bytes));
    writeBuffers = scope.own(new WriteBufferManager(bytes / WRITE_BUFFER_PART, cache));
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  /** The bound. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    scope.close();
  }
}
