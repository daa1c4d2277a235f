package io.millrace.state.rocksdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the keys that are not resident: those in the database, and in front of them an outbox
 * of rows that are still to be written. A key is in the outbox only if it is not resident.
 *
 * <p>At a barrier the outbox is frozen: the writer of the snapshot writes it down, and a new one
 * begins, which must not reach the database before the snapshot has been cut from it. Look-ups go
 * to the new outbox, the frozen one, the database, in this order.
 *
 * <p>The store's thread only, but for {@link #database}; the frozen outbox is also read by the
 * writer.
 */
final class ColdRows implements AutoCloseable {
  /** In an outbox: the row is to be deleted. */
  static final byte[] GONE = new byte[0];

  private static final int ENTRY_BYTES = 112;

  private final Opener opener;
  private Map<RowKey, byte[]> outbox = new HashMap<>();
  private @Nullable Map<RowKey, byte[]> frozen;
  private final Set<RowKey> takenFromFrozen = new HashSet<>();
  private @Nullable RowDatabase database;
  private long outboxBytes;
  private boolean hasRows;
  private int absent;

  ColdRows(Opener opener) {
    this.opener = opener;
  }

  /** Makes the database. */
  interface Opener {
    /** A new, empty directory for it. */
    Path directory();

    /** Opens what is in a directory. */
    RowDatabase open(Path directory);
  }

  /** Receives what a look-up found. */
  @FunctionalInterface
  interface Found {
    /** The row of the key with that number in the look-up; {@link #GONE} if it was deleted. */
    void row(int number, byte[] value, boolean changed);
  }

  /** True if there may be a row of a key that is not resident. */
  boolean mayHold() {
    return hasRows || !outbox.isEmpty() || frozen != null;
  }

  /** How many keys are not resident. */
  int absent() {
    return absent;
  }

  /** Keys that are not resident were found or lost. */
  void addAbsent(int more) {
    absent += more;
  }

  /** Looks up rows of keys; they become resident. */
  void take(List<byte[]> keys, Found found) {
    List<byte[]> asked = new ArrayList<>(keys.size());
    int[] numbers = new int[keys.size()];
    for (int i = 0; i < numbers.length; i++) {
      RowKey key = new RowKey(keys.get(i));
      byte[] row = outbox.isEmpty() ? null : outbox.remove(key);
      if (row != null) {
        outboxBytes -= weight(key.bytes(), row);
      } else if (frozen != null) {
        row = frozen.get(key);
        if (row != null) {
          takenFromFrozen.add(key);
        }
      }
      if (row != null) {
        found(i, row, true, found);
      } else {
        numbers[asked.size()] = i;
        asked.add(key.bytes());
      }
    }
    if (hasRows && !asked.isEmpty()) {
      List<byte @Nullable []> rows = database().get(asked);
      for (int i = 0; i < asked.size(); i++) {
        byte[] row = rows.get(i);
        if (row != null) {
          found(numbers[i], row, false, found);
        }
      }
    }
  }

  private void found(int number, byte[] row, boolean changed, Found found) {
    if (row != GONE) {
      absent--;
    }
    found.row(number, row, changed);
  }

  /** A row is to be written, or deleted if the value is {@link #GONE}. */
  void put(byte[] key, byte[] value) {
    RowKey rowKey = new RowKey(key);
    byte[] before = outbox.put(rowKey, value);
    outboxBytes += weight(key, value) - (before == null ? 0 : weight(key, before));
  }

  /** What the outbox weighs on the heap. */
  long outboxBytes() {
    return outboxBytes;
  }

  /** Writes the outbox to the database; not while a snapshot waits to be cut. */
  void flush() {
    if (outbox.isEmpty()) {
      return;
    }
    RowBatch batch = new RowBatch();
    addTo(batch, outbox);
    database().write(batch);
    hasRows = true;
    outbox = new HashMap<>();
    outboxBytes = 0;
  }

  /** Gives the outbox to a snapshot and begins a new one. */
  Map<RowKey, byte[]> freeze() {
    Map<RowKey, byte[]> rows = outbox;
    frozen = rows;
    outbox = new HashMap<>();
    outboxBytes = 0;
    return rows;
  }

  /** The frozen outbox is in the database. */
  void written() {
    takenFromFrozen.clear();
    frozen = null;
    hasRows = true;
  }

  /** Nothing came of writing the frozen outbox. */
  void putBack() {
    Map<RowKey, byte[]> rows = frozen;
    frozen = null;
    if (rows != null) {
      rows.forEach(
          (key, value) -> {
            if (!outbox.containsKey(key) && !takenFromFrozen.contains(key)) {
              put(key.bytes(), value);
            }
          });
    }
    takenFromFrozen.clear();
  }

  /** Opens a database that was stored; nothing was written yet. */
  synchronized void adopt(RocksDbImage image) {
    Path directory = opener.directory();
    image.linkInto(directory);
    database = opener.open(directory);
    hasRows = true;
  }

  /** Rows were written to the database past the outbox. */
  void addedRows() {
    hasRows = true;
  }

  /** True if there is something newer than the database for a key that is not resident. */
  boolean newerThanDatabase(byte[] key) {
    RowKey rowKey = new RowKey(key);
    return outbox.containsKey(rowKey) || (frozen != null && frozen.containsKey(rowKey));
  }

  /** The database; opened on first use, by the store's thread or by the writer of a snapshot. */
  synchronized RowDatabase database() {
    RowDatabase open = database;
    if (open == null) {
      open = opener.open(opener.directory());
      database = open;
    }
    return open;
  }

  /** True if the database was opened. */
  synchronized boolean opened() {
    return database != null;
  }

  static void addTo(RowBatch batch, Map<RowKey, byte[]> rows) {
    rows.forEach(
        (key, value) -> {
          if (value == GONE) {
            batch.delete(key.bytes());
          } else {
            batch.put(key.bytes(), value);
          }
        });
  }

  @Override
  public synchronized void close() {
    outbox.clear();
    frozen = null;
    if (database != null) {
      database.close();
      DatabaseDirectory.delete(database.directory());
    }
  }

  private static long weight(byte[] key, byte[] value) {
    return ENTRY_BYTES + (long) key.length + value.length;
  }
}
