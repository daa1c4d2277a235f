package io.millrace.state.rocksdb;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes in stored stores. The first one that this backend wrote is linked and opened, whatever its
 * key groups; those after it are written into the same database row by row; what another backend
 * wrote comes in value by value. Keys then stay in the database until they are resolved, unless
 * there are values with namespaces. The store's thread only.
 */
final class Restorer {
  private static final int BATCH_BYTES = 16 << 20;

  private final StoreSpec spec;
  private final KeyGroupRange range;
  private final SlotKeys keys;
  private final Slots slots;
  private final Columns columns;
  private final Timers timers;
  private final ColdRows cold;
  private final Runnable loadKeys;

  /**
   * For one store.
   *
   * @param loadKeys makes all keys resident
   */
  Restorer(
      StoreSpec spec,
      SlotKeys keys,
      Slots slots,
      Columns columns,
      Timers timers,
      ColdRows cold,
      Runnable loadKeys) {
    this.spec = spec;
    this.range = spec.range();
    this.keys = keys;
    this.slots = slots;
    this.columns = columns;
    this.timers = timers;
    this.cold = cold;
    this.loadKeys = loadKeys;
  }

  void restore(StateImage image) {
    if (image.longKeys() != spec.longKeys() || image.range().groups() != range.groups()) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "operator '"
              + spec.operatorId()
              + "' was stored with "
              + (image.longKeys() ? "long" : "object")
              + " keys in "
              + image.range().groups()
              + " key groups, and now has "
              + (spec.longKeys() ? "long" : "object")
              + " keys in "
              + range.groups()
              + " key groups. Change the program back, or start without this state.");
    }
    if (image instanceof RocksDbImage own && sameKeys(image.keySchema())) {
      restoreOwn(own);
    } else {
      new ImageReader(spec, keys, slots, columns, timers).read(image, keyReader(image));
    }
  }

  private boolean sameKeys(@Nullable CodecSchema stored) {
    Codec<?> codec = spec.keyCodec();
    return spec.longKeys()
        || (stored != null
            && codec != null
            && stored.fingerprint().equals(codec.schema().fingerprint()));
  }

  @SuppressWarnings("unchecked") // the spec's codec fits its keys
  private @Nullable Codec<Object> keyReader(StateImage image) {
    CodecSchema schema = image.keySchema();
    Codec<Object> codec = (Codec<Object>) spec.keyCodec();
    return schema == null || codec == null
        ? null
        : CodecEvolution.keyReader(
            codec, schema, "the key of operator '" + spec.operatorId() + "'");
  }

  private void restoreOwn(RocksDbImage image) {
    StoredIndex index = image.index();
    slots.lifeFrom(index.nextLife());
    boolean first = !cold.opened() && slots.size() == 0 && columns.entries().isEmpty();
    if (first) {
      adopt(image, index);
    } else {
      copyRows(image, index);
    }
    if (cold.database().has(new byte[] {RowKeys.VALUE}, new byte[] {RowKeys.VALUE + 1})) {
      loadKeys.run();
      loadValues();
    }
    for (StoredIndex.Table table : index.timers()) {
      Timers.Restoring restoring = timers.restore(table.table());
      for (StoredIndex.Timer timer : table.timers()) {
        if (owned(keys.hashCodeOf(DataReader.of(timer.key())))) {
          int slot = keys.resolve(DataReader.of(timer.key()));
          restoring.timer(timer.timeMs(), slot, timer.tag());
        }
      }
    }
  }

  private boolean owned(int hashCode) {
    int group = KeyGroupRange.groupOf(hashCode, range.groups());
    return group >= range.from() && group < range.to();
  }

  private void adopt(RocksDbImage image, StoredIndex index) {
    cold.adopt(image);
    columns.restore(index.entries(), index.uses());
    RowDatabase database = cold.database();
    int count = index.count();
    boolean whole = range.from() <= index.range().from() && range.to() >= index.range().to();
    if (!whole) {
      deleteOthers(database, index);
      int[] left = new int[1];
      database.scan(
          RowKeys.firstOfGroup(range.from()),
          RowKeys.firstOfGroup(range.to()),
          (key, value) -> left[0]++);
      count = left[0];
    }
    cold.addAbsent(count);
  }

  /**
   * Rows of key groups that belong to other subtasks now must not come back with a later restore.
   */
  private void deleteOthers(RowDatabase database, StoredIndex index) {
    database.deleteRange(RowKeys.firstOfGroup(0), RowKeys.firstOfGroup(range.from()));
    database.deleteRange(RowKeys.firstOfGroup(range.to()), RowKeys.firstOfGroup(range.groups()));
    for (ColumnEntry entry : index.entries()) {
      for (long namespace : database.namespaces(entry.id())) {
        database.deleteRange(
            RowKeys.firstOfNamespace(entry.id(), namespace),
            RowKeys.firstOfGroup(entry.id(), namespace, range.from()));
        database.deleteRange(
            RowKeys.firstOfGroup(entry.id(), namespace, range.to()),
            RowKeys.endOfNamespace(entry.id(), namespace));
      }
    }
  }

  /** Rows of another store of the same operator: the columns' numbers differ. */
  private void copyRows(RocksDbImage image, StoredIndex index) {
    int[] newIds = new int[index.entries().size()];
    Arrays.fill(newIds, -1);
    for (ColumnEntry entry : index.entries()) {
      if (index.live(entry.id())) {
        ColumnFamily family = columns.restored(entry.name(), entry.kind(), entry.schema());
        newIds[entry.id()] = family.entry().id();
        if (index.uses().get(entry.id()) == StoredIndex.Use.PLAIN) {
          family.restoredPlain();
        }
      }
    }
    Copy copy = new Copy(newIds, index, cold.database());
    int from = Math.max(range.from(), index.range().from());
    int to = Math.min(range.to(), index.range().to());
    image.database().scan(RowKeys.firstOfGroup(from), RowKeys.firstOfGroup(to), copy::key);
    image.database().scan(new byte[] {RowKeys.VALUE}, new byte[] {RowKeys.VALUE + 1}, copy::value);
    copy.flush();
    cold.addedRows();
    cold.addAbsent(copy.keys);
  }

  /** Copies rows with other numbers of columns. */
  private final class Copy {
    private final int[] newIds;
    private final StoredIndex index;
    private final RowDatabase to;
    private RowBatch batch = new RowBatch();
    private int keys;

    Copy(int[] newIds, StoredIndex index, RowDatabase to) {
      this.newIds = newIds;
      this.index = index;
      this.to = to;
    }

    void key(byte[] key, byte[] row) {
      keys++;
      DataWriter out = DataWriter.withCapacity(row.length + 8);
      DataReader in = DataReader.of(row);
      RowFormat.begin(RowFormat.life(in), out);
      RowFormat.read(
          in,
          column -> index.entries().get(column).kind(),
          new RowFormat.Receiver() {
            @Override
            public void number(int column, long value) {
              if (newIds[column] >= 0) {
                RowFormat.appendNumber(
                    index.entries().get(column).renumbered(newIds[column]), value, out);
              }
            }

            @Override
            public void object(int column, byte[] encoded) {
              if (newIds[column] >= 0) {
                RowFormat.appendObject(newIds[column], encoded, out);
              }
            }
          });
      add(key, out.toByteArray());
    }

    void value(byte[] key, byte[] value) {
      int group = RowKeys.groupAt(key, RowKeys.VALUE_PREFIX);
      int column = RowKeys.columnOf(key);
      if (group < range.from()
          || group >= range.to()
          || group < index.range().from()
          || group >= index.range().to()
          || newIds[column] < 0) {
        return;
      }
      DataWriter out = DataWriter.withCapacity(key.length);
      RowKeys.valuePrefix(newIds[column], RowKeys.namespaceOf(key), out);
      out.writeRaw(key, RowKeys.VALUE_PREFIX, key.length - RowKeys.VALUE_PREFIX);
      add(out.toByteArray(), value);
    }

    private void add(byte[] key, byte[] value) {
      batch.put(key, value);
      if (batch.bytes() >= BATCH_BYTES) {
        flush();
      }
    }

    void flush() {
      to.write(batch);
      batch = new RowBatch();
    }
  }

  /** Puts the values of all namespaces into their columns; all keys are resident. */
  private void loadValues() {
    int prefix = RowKeys.VALUE_PREFIX + Short.BYTES;
    DataReader key = DataReader.of(new byte[0]);
    cold.database()
        .scan(
            new byte[] {RowKeys.VALUE},
            new byte[] {RowKeys.VALUE + 1},
            (row, value) -> {
              ColumnFamily family = columns.byId(RowKeys.columnOf(row));
              int group = RowKeys.groupAt(row, RowKeys.VALUE_PREFIX);
              if (family == null || group < range.from() || group >= range.to()) {
                return;
              }
              key.reset(row, prefix, row.length - prefix);
              int slot = keys.peek(key);
              DataReader in = DataReader.of(value);
              if (slot >= 0 && in.readFixedInt() == Slots.number(slots.lives().get(slot))) {
                loadValue(family, RowKeys.namespaceOf(row), slot, in);
              }
            });
  }

  private void loadValue(ColumnFamily family, long namespace, int slot, DataReader in) {
    ResidentColumn column = columns.columnOf(family, namespace);
    family.storedPages(namespace).set(Pages.page(slot));
    switch (family.entry().kind()) {
      case LONG -> SlotRows.put(column, slot, in.readLong());
      case DOUBLE -> SlotRows.put(column, slot, in.readFixedLong());
      case OBJECT -> SlotRows.put(family, column, slot, in.readRaw(in.remaining()));
    }
  }
}
