package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of one name. The store's thread only. */
final class ColumnFamily {
  private final NamespaceMap columns = new NamespaceMap();
  private final Map<Long, BitSet> storedPages = new HashMap<>();
  private ColumnEntry entry;
  private boolean claimed;
  private boolean restoredPlain;
  private @Nullable ResidentColumn plain;

  ColumnFamily(ColumnEntry entry, boolean claimed) {
    this.entry = entry;
    this.claimed = claimed;
  }

  /** How its values are stored now. */
  ColumnEntry entry() {
    return entry;
  }

  void entry(ColumnEntry newEntry) {
    entry = newEntry;
    storedPages.clear();
  }

  NamespaceMap columns() {
    return columns;
  }

  /** The column without namespace. */
  @Nullable ResidentColumn plain() {
    return plain;
  }

  void plain(@Nullable ResidentColumn column) {
    plain = column;
  }

  /** Rows of keys may hold values of it that are not resident. */
  void restoredPlain() {
    restoredPlain = true;
  }

  /** Rows of keys may hold values of it. */
  boolean holdsPlain() {
    if (restoredPlain) {
      return true;
    }
    ResidentColumn column = plain;
    return column != null && hasPages(column);
  }

  /** An operator has asked for it. */
  boolean claimed() {
    return claimed;
  }

  void claim() {
    claimed = true;
  }

  /** What it holds can be written down. */
  boolean storable() {
    return entry.kind() != ColumnSpec.Kind.OBJECT || entry.schema() != null;
  }

  /** A page is there. */
  boolean holdsPages() {
    boolean[] holds = new boolean[1];
    columns.forEach((namespace, column) -> holds[0] |= hasPages(column));
    return holds[0];
  }

  private static boolean hasPages(ResidentColumn column) {
    for (int page = 0; page < column.pagesBound(); page++) {
      if (column.page(page) != null) {
        return true;
      }
    }
    return false;
  }

  /** Pages of a namespace of which values may lie in rows. */
  BitSet storedPages(long namespace) {
    return storedPages.computeIfAbsent(namespace, absent -> new BitSet());
  }

  /** The rows of a namespace are gone. */
  void forgetStored(long namespace) {
    storedPages.remove(namespace);
  }
}
