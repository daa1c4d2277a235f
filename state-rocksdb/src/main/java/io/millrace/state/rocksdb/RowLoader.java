package io.millrace.state.rocksdb;

import io.millrace.api.codec.DataReader;

/** Loads all rows of keys at once, in one pass over the database. The store's thread only. */
final class RowLoader {
  private final int groups;
  private final SlotKeys keys;
  private final Slots slots;
  private final ColdRows cold;
  private final SlotRows rows;

  RowLoader(int groups, SlotKeys keys, Slots slots, ColdRows cold, SlotRows rows) {
    this.groups = groups;
    this.keys = keys;
    this.slots = slots;
    this.cold = cold;
    this.rows = rows;
  }

  /** Makes all keys resident whose newest row is in the database. */
  void loadKeys() {
    int prefix = RowKeys.KEY_PREFIX + Short.BYTES;
    DataReader key = DataReader.of(new byte[0]);
    cold.database()
        .scan(
            RowKeys.firstOfGroup(0),
            RowKeys.firstOfGroup(groups),
            (row, value) -> {
              if (cold.newerThanDatabase(row)) {
                return;
              }
              key.reset(row, prefix, row.length - prefix);
              int before = slots.size();
              int slot = keys.resolve(key);
              if (slots.size() > before) {
                rows.read(slot, value);
                cold.addAbsent(-1);
              }
            });
  }
}
