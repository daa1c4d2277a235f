package io.millrace.state.rocksdb;

import io.millrace.api.backend.Pages;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the writer of a snapshot has to write down: everything that may differ from the database at
 * the barrier.
 *
 * @param epoch the last epoch whose writes it shows
 * @param lives by slot, as {@link Slots} keeps them
 * @param timerCounts by slot
 * @param keys by slot
 * @param wanted by slot, {@link Slots#CHANGED} where the row of the key is to be written
 * @param plain the columns without namespace
 * @param namespaced those with one, with the pages that changed
 * @param timers all timers
 * @param outbox rows of keys that are not resident
 * @param dead ranges of rows to be deleted first
 * @param entries all columns' numbers
 * @param uses what rows hold of each
 * @param absent how many keys are not resident
 * @param nextLife the next life
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed to one reader
record FrozenStore(
    long epoch,
    FrozenColumn lives,
    FrozenColumn timerCounts,
    FrozenColumn keys,
    byte[] wanted,
    List<FrozenColumn> plain,
    List<FrozenNamespace> namespaced,
    List<FrozenTimers> timers,
    Map<RowKey, byte[]> outbox,
    List<RocksDbStateStore.DeadRange> dead,
    List<ColumnEntry> entries,
    List<StoredIndex.Use> uses,
    int absent,
    int nextLife) {
  /**
   * A column with a namespace.
   *
   * @param column its changed pages
   * @param stored the pages of which the database may hold values
   */
  record FrozenNamespace(FrozenColumn column, BitSet stored) {}

  /** The life at a slot, 0 if it is free. */
  long life(int slot) {
    long[] page = (long[]) lives.page(Pages.page(slot));
    return page == null ? 0 : page[Pages.offset(slot)];
  }

  /** Whether something is stored for a slot's key, be it a timer. */
  boolean inUse(int slot) {
    long life = life(slot);
    if (life == 0 || Slots.retained(life) > 0) {
      return life != 0;
    }
    long[] page = longs(timerCounts, Pages.page(slot));
    return page != null && page[Pages.offset(slot)] > 0;
  }

  /** How many keys have something stored. */
  int count() {
    int count = absent;
    for (int slot = 0; slot < lives.pageBound() << Pages.SHIFT; slot++) {
      if (inUse(slot)) {
        count++;
      }
    }
    return count;
  }

  /** The owner may write to all pages again. */
  void release() {
    lives.finish();
    timerCounts.finish();
    keys.finish();
    plain.forEach(FrozenColumn::finish);
    namespaced.forEach(column -> column.column().finish());
  }

  /** The page of a column, for readers that know it is of longs; null if there is none. */
  static long @Nullable [] longs(FrozenColumn column, int page) {
    return (long[]) column.page(page);
  }
}
