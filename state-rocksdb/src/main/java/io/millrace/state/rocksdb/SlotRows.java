package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.Pages;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** Rows of the keys that are resident. The store's thread only. */
final class SlotRows implements RowFormat.Receiver, RowFormat.Kinds {
  private final int groups;
  private final Slots slots;
  private final SlotKeys keys;
  private final Columns columns;
  private final RowFormat format = new RowFormat();
  private final DataWriter key = DataWriter.create();
  private int reading;

  SlotRows(int groups, Slots slots, SlotKeys keys, Columns columns) {
    this.groups = groups;
    this.slots = slots;
    this.keys = keys;
    this.columns = columns;
  }

  /** The key group of a slot's key. */
  int groupOf(int slot) {
    return KeyGroupRange.groupOf(keys.hashCodeAt(slot), groups);
  }

  /** The key of the row of a slot's key. */
  byte[] keyOf(int slot) {
    key.reset();
    RowKeys.keyPrefix(groupOf(slot), key);
    keys.write(slot, key);
    return key.toByteArray();
  }

  /** Appends the row of a slot as it is. */
  void write(int slot, DataWriter out) {
    RowFormat.begin(slots.lives().get(slot), out);
    for (ColumnFamily family : columns.families()) {
      ResidentColumn column = family.plain();
      if (column != null) {
        ColumnEntry entry = family.entry();
        format.append(entry, column.page(Pages.page(slot)), slot, out);
      }
    }
  }

  /** Puts what is in a row at a slot. */
  void read(int slot, byte[] row) {
    DataReader in = DataReader.of(row);
    long life = RowFormat.life(in);
    slots.restore(slot, Slots.number(life), Slots.retained(life));
    reading = slot;
    RowFormat.read(in, this, this);
  }

  @Override
  public ColumnSpec.Kind kind(int column) {
    return known(columns.entry(column), column).kind();
  }

  /** What a number means; fails if it was never given. */
  static ColumnEntry known(@Nullable ColumnEntry entry, int column) {
    if (entry == null) {
      throw new MillraceException(
          ApiError.CHECKPOINT_CORRUPT,
          "a row names column " + column + ", which was never given. Restore an older checkpoint.");
    }
    return entry;
  }

  @Override
  public void number(int column, long value) {
    ColumnFamily family = columns.byId(column);
    if (family != null) {
      put(columns.columnOf(family, 0), reading, value);
    }
  }

  @Override
  public void object(int column, byte[] encoded) {
    ColumnFamily family = columns.byId(column);
    if (family != null) {
      put(family, columns.columnOf(family, 0), reading, encoded);
    }
  }

  /** Sets a long, or a double by its bits. */
  static void put(ResidentColumn column, int slot, long value) {
    if (column instanceof ResidentLongs longs) {
      longs.set(slot, value);
    } else if (column instanceof ResidentDoubles doubles) {
      doubles.set(slot, Double.longBitsToDouble(value));
    }
  }

  /** Sets an object, decoded if its column was claimed. */
  @SuppressWarnings("unchecked") // raw columns hold bytes
  static void put(ColumnFamily family, ResidentColumn column, int slot, byte[] encoded) {
    Codec<Object> codec = family.entry().codec();
    ResidentObjects<Object> objects = (ResidentObjects<Object>) column;
    if (codec == null) {
      objects.set(slot, encoded);
    } else {
      DataReader in = DataReader.of(encoded);
      objects.set(slot, codec.read(in));
      in.expectEnd();
    }
  }
}
