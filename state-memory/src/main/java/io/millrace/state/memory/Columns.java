package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns of one store by name and namespace. The store's thread only. */
final class Columns {
  private final PagePool pool;
  private final Map<String, Family> families = new LinkedHashMap<>();
  private final List<MemoryColumn> withoutNamespace = new ArrayList<>();
  private long epoch;

  Columns(PagePool pool, long epoch) {
    this.pool = pool;
    this.epoch = epoch;
  }

  /** All columns of one name. */
  private record Family(ColumnSpec spec, NamespaceMap columns) {}

  /** The column of that spec and namespace; made on first use. */
  MemoryColumn column(ColumnSpec spec, ColumnSpec.Kind asked, long namespace) {
    Family family = family(spec, asked);
    MemoryColumn column = family.columns().get(namespace);
    if (column == null) {
      column = make(asked);
      family.columns().put(namespace, column);
      if (namespace == 0) {
        withoutNamespace.add(column);
      }
    }
    return column;
  }

  void drop(ColumnSpec spec, long namespace) {
    Family family = families.get(spec.name());
    MemoryColumn column = family == null ? null : family.columns().remove(namespace);
    if (column != null) {
      column.clear();
      if (namespace == 0) {
        withoutNamespace.remove(column);
      }
    }
  }

  /** The namespaces of a column, in rising order. */
  long[] namespaces(ColumnSpec spec) {
    Family family = families.get(spec.name());
    return family == null ? new long[0] : family.columns().namespaces();
  }

  /**
   * A slot was given back: the columns that go on living must not show its values to the next key.
   */
  void clearSlot(int slot) {
    for (int i = 0; i < withoutNamespace.size(); i++) {
      withoutNamespace.get(i).clearSlot(slot);
    }
  }

  void startEpoch(long newEpoch) {
    epoch = newEpoch;
    families
        .values()
        .forEach(family -> family.columns().forEach((ns, column) -> column.startEpoch(newEpoch)));
  }

  /** The pages of all columns as they are. */
  List<FrozenColumn> freeze() {
    List<FrozenColumn> frozen = new ArrayList<>();
    families
        .values()
        .forEach(
            family ->
                family
                    .columns()
                    .forEach(
                        (ns, column) ->
                            frozen.add(new FrozenColumn(family.spec(), ns, column.freeze()))));
    return frozen;
  }

  void clear() {
    families.clear();
    withoutNamespace.clear();
  }

  private Family family(ColumnSpec spec, ColumnSpec.Kind asked) {
    Family family = families.get(spec.name());
    if (family == null) {
      family = new Family(spec, new NamespaceMap());
      if (spec.kind() == asked) {
        families.put(spec.name(), family);
      }
    }
    if (spec.kind() != asked || family.spec().kind() != asked) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "column '"
              + spec.name()
              + "' is declared "
              + spec.kind()
              + ", is kept as "
              + family.spec().kind()
              + " and was asked for as "
              + asked
              + ". Give each column one kind, or another name.");
    }
    return family;
  }

  private MemoryColumn make(ColumnSpec.Kind kind) {
    return switch (kind) {
      case LONG -> new MemoryLongColumn(pool, epoch);
      case DOUBLE -> new MemoryDoubleColumn(pool, epoch);
      case OBJECT -> new MemoryObjectColumn<>(pool, epoch);
    };
  }
}
