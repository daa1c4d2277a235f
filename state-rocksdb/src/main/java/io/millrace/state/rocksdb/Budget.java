package io.millrace.state.rocksdb;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Divides the memory of a backend: a quarter for the database's cache and write buffers, an eighth
 * for rows that wait to be written, the rest for resident keys. Stores share alike. Thread-safe.
 */
final class Budget {
  private static final int NATIVE_PART = 4;
  private static final int OUTBOX_PART = 8;
  private static final long OUTBOX_MAX = 32L << 20;

  private final long bytes;
  private final Set<RocksDbStateStore> stores = ConcurrentHashMap.newKeySet();

  Budget(long bytes) {
    this.bytes = bytes;
  }

  void opened(RocksDbStateStore store) {
    stores.add(store);
  }

  void closed(RocksDbStateStore store) {
    stores.remove(store);
  }

  /** What the databases may take together. */
  long nativeBytes() {
    return bytes / NATIVE_PART;
  }

  /** From how many bytes on a store writes its outbox. */
  long outboxBytes() {
    return Math.min(OUTBOX_MAX, bytes / OUTBOX_PART / Math.max(1, stores.size()));
  }

  /** How many keys of a store may be resident. */
  int keysOf(RocksDbStateStore store) {
    long resident = bytes - bytes / NATIVE_PART - bytes / OUTBOX_PART;
    long each = resident / Math.max(1, stores.size());
    return (int) Math.min(Integer.MAX_VALUE, each / store.bytesPerKey());
  }
}
