package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.ShownObjects;
import io.millrace.api.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows one moment of a store without copying a page. What changed since the last snapshot is known
 * by slot if the store's user writes only where it resolved, else by page. The store's thread only.
 */
final class Freezer {
  private static final ColumnEntry LIVES = ColumnEntry.of(-1, ColumnSpec.longs("lives"));

  private final SlotKeys keys;
  private final Slots slots;
  private final Columns columns;
  private final long written;
  private final boolean bySlot;

  /**
   * For one use.
   *
   * @param written the epoch up to which everything is in the database
   * @param bySlot whether touched slots tell what changed
   */
  Freezer(SlotKeys keys, Slots slots, Columns columns, long written, boolean bySlot) {
    this.keys = keys;
    this.slots = slots;
    this.columns = columns;
    this.written = written;
    this.bySlot = bySlot;
  }

  FrozenStore freeze(
      Timers timers, ColdRows cold, List<RocksDbStateStore.DeadRange> dead, long epoch) {
    byte[] wanted = wanted();
    slots.markStored(wanted);
    List<FrozenColumn> plain = new ArrayList<>();
    List<FrozenStore.FrozenNamespace> namespaced = new ArrayList<>();
    for (ColumnFamily family : columns.families()) {
      family
          .columns()
          .forEach(
              (namespace, column) -> {
                if (namespace == 0) {
                  plain.add(freeze(column, family.entry(), 0, wanted, -1));
                } else {
                  namespaced.add(namespaced(family, namespace, column));
                }
              });
    }
    List<StoredIndex.Use> uses = new ArrayList<>();
    for (ColumnEntry entry : columns.entries()) {
      uses.add(use(columns.byId(entry.id())));
    }
    ColumnEntry keyEntry =
        new ColumnEntry(
            -2,
            "keys",
            keys.longKeys() ? ColumnSpec.Kind.LONG : ColumnSpec.Kind.OBJECT,
            null,
            null,
            true);
    return new FrozenStore(
        epoch,
        freeze(slots.lives(), LIVES, 0, null, -1),
        freeze(slots.timers(), LIVES, 0, null, -1),
        freeze(keys.column(), keyEntry, 0, null, -1),
        wanted,
        plain,
        namespaced,
        timers.freeze(),
        cold.freeze(),
        List.copyOf(dead),
        List.copyOf(columns.entries()),
        uses,
        cold.absent(),
        slots.nextLife());
  }

  private static StoredIndex.Use use(@Nullable ColumnFamily family) {
    if (family == null) {
      return StoredIndex.Use.NONE;
    }
    if (family.holdsPlain()) {
      return StoredIndex.Use.PLAIN;
    }
    return family.holdsPages() ? StoredIndex.Use.NAMESPACED : StoredIndex.Use.NONE;
  }

  private byte[] wanted() {
    byte[] touched = slots.takeTouched();
    if (bySlot) {
      return touched;
    }
    byte[] wanted = new byte[touched.length];
    int bound = slots.bound();
    for (int page = 0; page << Pages.SHIFT < bound; page++) {
      if (changed(page)) {
        int from = page << Pages.SHIFT;
        Arrays.fill(wanted, from, Math.min(from + Pages.SIZE, bound), (byte) Slots.CHANGED);
      }
    }
    return wanted;
  }

  private boolean changed(int page) {
    if (slots.lives().pageWrittenIn(page) > written
        || slots.timers().pageWrittenIn(page) > written) {
      return true;
    }
    for (ColumnFamily family : columns.families()) {
      ResidentColumn column = family.plain();
      if (column != null && column.pageWrittenIn(page) > written) {
        return true;
      }
    }
    return false;
  }

  private FrozenStore.FrozenNamespace namespaced(
      ColumnFamily family, long namespace, ResidentColumn column) {
    BitSet stored = family.storedPages(namespace);
    BitSet before = (BitSet) stored.clone();
    FrozenColumn frozen = freeze(column, family.entry(), namespace, null, written);
    for (int page = 0; page < frozen.pageBound(); page++) {
      if (frozen.page(page) != null) {
        stored.set(page);
      }
    }
    return new FrozenStore.FrozenNamespace(frozen, before);
  }

  private static FrozenColumn freeze(
      ResidentColumn column,
      ColumnEntry entry,
      long namespace,
      byte @Nullable [] wanted,
      long newerThan) {
    @Nullable Object[] pages = new @Nullable Object[column.pagesBound()];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = column.pageWrittenIn(page) > newerThan ? shown(column.page(page), entry) : null;
    }
    FrozenColumn frozen = new FrozenColumn(entry, namespace, wanted, pages);
    column.freeze(frozen);
    return frozen;
  }

  private static @Nullable Object shown(@Nullable Object page, ColumnEntry entry) {
    Codec<Object> codec = entry.codec();
    return page instanceof Object[] objects && codec != null && !entry.immutable()
        ? new ShownObjects(objects, codec)
        : page;
  }
}
