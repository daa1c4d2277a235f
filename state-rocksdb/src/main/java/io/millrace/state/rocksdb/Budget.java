package io.millrace.state.rocksdb;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Divides the memory of a backend, which is all of one job's: a quarter for the databases' cache
 * and write buffers, an eighth for rows that wait to be written, the rest for resident keys. What
 * stores hold that can move nothing out is taken off first; the others share alike what is left.
 * Thread-safe.
 */
final class Budget {
  private static final int NATIVE_PART = 4;
  private static final int OUTBOX_PART = 8;
  private static final int LEAST_PART = 16;
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

  /** How many keys of a store that moves keys out may be resident. */
  int keysOf(RocksDbStateStore store) {
    long left = bytes - bytes / NATIVE_PART - bytes / OUTBOX_PART;
    int sharing = 0;
    for (RocksDbStateStore other : stores) {
      if (other.evicts()) {
        sharing++;
      } else {
        left -= other.heldBytes();
      }
    }
    // However much the others hold: without any keys nothing could be done.
    long each = Math.max(left, bytes / LEAST_PART) / Math.max(1, sharing);
    return (int) Math.min(Integer.MAX_VALUE, each / store.bytesPerKey());
  }
}
