package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored store, read in place: its files are linked into a directory of their own and opened as a
 * database that nobody writes to. A key's place is its number in the order of rows, so each walk
 * over a column goes over the rows of keys again and needs no table of keys. One thread.
 */
final class RocksDbImage implements StateImage {
  private static final long CACHE_BYTES = 8L << 20;

  private final StoredState stored;
  private final StoredIndex index;
  private @Nullable NativeMemory memory;
  private @Nullable RowDatabase database;

  RocksDbImage(StoredState stored) {
    this.stored = stored;
    this.index = StoredIndex.read(stored);
  }

  StoredIndex index() {
    return index;
  }

  /** Puts the files of the database into a directory. */
  void linkInto(Path directory) {
    index
        .sorted()
        .forEach((own, name) -> DatabaseDirectory.link(stored.path(name), directory.resolve(own)));
    index.small().forEach((own, bytes) -> DatabaseDirectory.write(directory.resolve(own), bytes));
  }

  /** The database; opened on first use. */
  RowDatabase database() {
    RowDatabase open = database;
    if (open == null) {
      NativeMemory own = new NativeMemory(CACHE_BYTES);
      memory = own;
      Path directory = DatabaseDirectory.create(null);
      linkInto(directory);
      open = RowDatabase.readOnly(directory, own);
      database = open;
    }
    return open;
  }

  @Override
  public KeyGroupRange range() {
    return stored.range();
  }

  @Override
  public boolean longKeys() {
    return stored.longKeys();
  }

  @Override
  public @Nullable CodecSchema keySchema() {
    return stored.keySchema();
  }

  @Override
  public List<StoredColumn> columns() {
    BitSet present = new BitSet();
    scanKeys(
        (place, row, value) ->
            RowFormat.read(
                afterLife(value),
                this::kind,
                new RowFormat.Receiver() {
                  @Override
                  public void number(int column, long number) {
                    present.set(column);
                  }

                  @Override
                  public void object(int column, byte[] encoded) {
                    present.set(column);
                  }
                }));
    List<StoredColumn> columns = new ArrayList<>();
    for (ColumnEntry entry : index.entries()) {
      if (index.live(entry.id())) {
        if (present.get(entry.id())) {
          columns.add(new StoredColumn(entry.name(), entry.kind(), 0, entry.schema()));
        }
        for (long namespace : database().namespaces(entry.id())) {
          columns.add(new StoredColumn(entry.name(), entry.kind(), namespace, entry.schema()));
        }
      }
    }
    return columns;
  }

  @Override
  public List<StoredTimers> timers() {
    return index.timers().stream().map(StoredIndex.Table::table).toList();
  }

  @Override
  public void keys(KeyReceiver receiver) {
    int prefix = RowKeys.KEY_PREFIX + Short.BYTES;
    DataReader key = DataReader.of(new byte[0]);
    scanKeys(
        (place, row, value) -> {
          int retained = Slots.retained(RowFormat.life(DataReader.of(value)));
          key.reset(row, prefix, row.length - prefix);
          if (longKeys()) {
            receiver.key(place, key.readFixedLong() ^ Long.MIN_VALUE, retained);
          } else {
            receiver.key(place, key, retained);
          }
        });
  }

  @Override
  public void values(StoredColumn column, ValueReceiver receiver) {
    ColumnEntry entry = index.entry(column.name());
    if (column.namespace() != 0) {
      namespaced(entry, column.namespace(), receiver);
      return;
    }
    scanKeys(
        (place, row, value) ->
            RowFormat.read(afterLife(value), this::kind, new OneColumn(entry, place, receiver)));
  }

  @Override
  public void timers(StoredTimers table, TimerReceiver receiver) {
    List<StoredIndex.Timer> timers =
        index.timers().stream()
            .filter(stored -> stored.table().equals(table))
            .findFirst()
            .map(StoredIndex.Table::timers)
            .orElse(List.of());
    Map<RowKey, Integer> places = new HashMap<>();
    timers.forEach(timer -> places.put(new RowKey(timer.key()), -1));
    int prefix = RowKeys.KEY_PREFIX + Short.BYTES;
    scanKeys(
        (place, row, value) ->
            places.computeIfPresent(
                new RowKey(Arrays.copyOfRange(row, prefix, row.length)), (key, none) -> place));
    for (StoredIndex.Timer timer : timers) {
      Integer place = places.get(new RowKey(timer.key()));
      if (place != null && place >= 0) {
        receiver.timer(timer.timeMs(), place, DataReader.of(timer.tag()));
      }
    }
  }

  @Override
  public void close() {
    RowDatabase open = database;
    if (open != null) {
      open.close();
      DatabaseDirectory.delete(open.directory());
      database = null;
    }
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }

  /** Visits rows of keys. */
  @FunctionalInterface
  private interface KeyRow {
    void row(int place, byte[] key, byte[] value);
  }

  /** Passes on the values of one column. */
  private record OneColumn(ColumnEntry entry, int place, ValueReceiver receiver)
      implements RowFormat.Receiver {
    @Override
    public void number(int column, long value) {
      if (column == entry.id()) {
        pass(entry, place, value, receiver);
      }
    }

    @Override
    public void object(int column, byte[] encoded) {
      if (column == entry.id()) {
        receiver.value(place, DataReader.of(encoded));
      }
    }
  }

  private static void pass(ColumnEntry entry, int place, long value, ValueReceiver receiver) {
    if (entry.kind() == ColumnSpec.Kind.LONG) {
      receiver.value(place, value);
    } else {
      receiver.value(place, Double.longBitsToDouble(value));
    }
  }

  private void scanKeys(KeyRow visitor) {
    int[] place = new int[1];
    database()
        .scan(
            RowKeys.firstOfGroup(range().from()),
            RowKeys.firstOfGroup(range().to()),
            (key, value) -> visitor.row(place[0]++, key, value));
  }

  /**
   * Both kinds of rows are in the order of group and key, so one pass over each finds the places.
   */
  private void namespaced(ColumnEntry entry, long namespace, ValueReceiver receiver) {
    DataWriter from = DataWriter.create();
    RowKeys.valuePrefix(entry.id(), namespace, from);
    RowKeys.group(range().from(), from);
    byte[] end = RowKeys.endOfNamespace(entry.id(), namespace);
    try (RowCursor values = database().cursor(from.toByteArray(), end)) {
      scanKeys(
          (place, key, row) -> {
            int order = -1;
            while (values.valid() && (order = compare(values.key(), key)) < 0) {
              values.next(); // of a key that went
            }
            if (values.valid() && order == 0) {
              one(entry, place, DataReader.of(row), values.value(), receiver);
              values.next();
            }
          });
    }
  }

  private static void one(
      ColumnEntry entry, int place, DataReader key, byte[] value, ValueReceiver receiver) {
    DataReader in = DataReader.of(value);
    if (in.readFixedInt() != Slots.number(RowFormat.life(key))) {
      return; // of an earlier life of the key
    }
    switch (entry.kind()) {
      case LONG -> receiver.value(place, in.readLong());
      case DOUBLE -> receiver.value(place, in.readDouble());
      case OBJECT -> receiver.value(place, DataReader.of(value, in.offset(), in.remaining()));
    }
  }

  private static int compare(byte[] valueRow, byte[] keyRow) {
    return Arrays.compareUnsigned(
        valueRow, RowKeys.VALUE_PREFIX, valueRow.length, keyRow, RowKeys.KEY_PREFIX, keyRow.length);
  }

  private static DataReader afterLife(byte[] row) {
    DataReader in = DataReader.of(row);
    RowFormat.life(in);
    return in;
  }

  private ColumnSpec.Kind kind(int column) {
    return SlotRows.known(
            column < index.entries().size() ? index.entries().get(column) : null, column)
        .kind();
  }
}
