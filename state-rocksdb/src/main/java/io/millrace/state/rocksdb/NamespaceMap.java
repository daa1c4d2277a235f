package io.millrace.state.rocksdb;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one spec by namespace, without boxing. The store's thread only; all operations are
 * O(1).
 */
final class NamespaceMap {
  private long[] namespaces = new long[8];
  private @Nullable ResidentColumn[] columns = new @Nullable ResidentColumn[8];
  private int size;

  /** Visits a column. */
  @FunctionalInterface
  interface Visitor {
    /** One column. */
    void visit(long namespace, ResidentColumn column);
  }

  @Nullable ResidentColumn get(long namespace) {
    return columns[placeOf(namespace)];
  }

  void put(long namespace, ResidentColumn column) {
    if (2 * (size + 1) > columns.length) {
      grow();
    }
    int place = placeOf(namespace);
    namespaces[place] = namespace;
    columns[place] = column;
    size++;
  }

  @Nullable ResidentColumn remove(long namespace) {
    int gap = placeOf(namespace);
    ResidentColumn removed = columns[gap];
    if (removed == null) {
      return null;
    }
    int mask = columns.length - 1;
    int next = gap;
    while (true) {
      next = (next + 1) & mask;
      if (columns[next] == null) {
        break;
      }
      if (((next - home(namespaces[next])) & mask) >= ((next - gap) & mask)) {
        namespaces[gap] = namespaces[next];
        columns[gap] = columns[next];
        gap = next;
      }
    }
    columns[gap] = null;
    size--;
    return removed;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < columns.length; i++) {
      ResidentColumn column = columns[i];
      if (column != null) {
        visitor.visit(namespaces[i], column);
      }
    }
  }

  int size() {
    return size;
  }

  /** The namespaces, in rising order. */
  long[] namespaces() {
    long[] present = new long[size];
    int count = 0;
    for (int i = 0; i < columns.length; i++) {
      if (columns[i] != null) {
        present[count++] = namespaces[i];
      }
    }
    Arrays.sort(present);
    return present;
  }

  /** Where the namespace is, or the empty place where it belongs. */
  private int placeOf(long namespace) {
    int mask = columns.length - 1;
    int place = home(namespace);
    while (columns[place] != null && namespaces[place] != namespace) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private int home(long namespace) {
    return (int) ((namespace * 0x9E3779B97F4A7C15L) >>> 33) & (columns.length - 1);
  }

  private void grow() {
    long[] oldNamespaces = namespaces;
    @Nullable ResidentColumn[] oldColumns = columns;
    namespaces = new long[oldNamespaces.length * 2];
    columns = new @Nullable ResidentColumn[oldColumns.length * 2];
    for (int i = 0; i < oldColumns.length; i++) {
      if (oldColumns[i] != null) {
        int place = placeOf(oldNamespaces[i]);
        namespaces[place] = oldNamespaces[i];
        columns[place] = oldColumns[i];
      }
    }
  }
}
