package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of one store by name and namespace. The store's thread only. */
final class Columns {
  private final StoreSpec store;
  private final PagePool pool;
  private final Restored restored;
  private final Map<String, Family> families = new LinkedHashMap<>();
  private final List<MemoryColumn> withoutNamespace = new ArrayList<>();
  private long epoch;

  Columns(StoreSpec store, PagePool pool, Restored restored, long epoch) {
    this.store = store;
    this.pool = pool;
    this.restored = restored;
    this.epoch = epoch;
  }

  /** All columns of one name. */
  private record Family(ColumnSpec spec, NamespaceMap columns) {}

  /** The column of that spec and namespace; made on first use. */
  MemoryColumn column(ColumnSpec spec, ColumnSpec.Kind asked, long namespace) {
    return column(family(spec, asked), namespace);
  }

  private MemoryColumn column(Family family, long namespace) {
    MemoryColumn column = family.columns().get(namespace);
    if (column == null) {
      column = make(family.spec());
      family.columns().put(namespace, column);
      if (namespace == 0) {
        withoutNamespace.add(column);
      }
    }
    return column;
  }

  void drop(ColumnSpec spec, long namespace) {
    Family family = known(spec);
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
    Family family = known(spec);
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

  /** Adds all columns as they are. */
  void freeze(Freezer freezer) {
    for (Family family : families.values()) {
      ColumnSpec spec = family.spec();
      if (family.columns().size() > 0) {
        freezer.begin(new FrozenFamily(Role.COLUMN, spec.name(), spec.kind(), spec.codec()));
        family.columns().forEach(freezer::add);
      }
    }
  }

  void clear() {
    families.clear();
    withoutNamespace.clear();
  }

  /** The family, made if it was restored; null if there is no column of it. */
  private @Nullable Family known(ColumnSpec spec) {
    return families.containsKey(spec.name()) || restored.holds(spec.name())
        ? family(spec, spec.kind())
        : null;
  }

  private Family family(ColumnSpec spec, ColumnSpec.Kind asked) {
    Family family = families.get(spec.name());
    if (family == null) {
      family = new Family(spec, new NamespaceMap());
      if (spec.kind() == asked) {
        begin(family);
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

  /** The first time a name is asked for: what was restored under it is taken over. */
  private void begin(Family family) {
    ColumnSpec spec = family.spec();
    if (store.durable() && spec.kind() == ColumnSpec.Kind.OBJECT && spec.codec() == null) {
      throw Freezer.noCodec(store.operatorId(), Role.COLUMN, spec.name());
    }
    restored.claim(spec, namespace -> column(family, namespace));
    families.put(spec.name(), family);
  }

  private MemoryColumn make(ColumnSpec spec) {
    Codec<?> codec = spec.codec();
    return switch (spec.kind()) {
      case LONG -> new MemoryLongColumn(pool, epoch);
      case DOUBLE -> new MemoryDoubleColumn(pool, epoch);
      case OBJECT ->
          new MemoryObjectColumn<>(pool, epoch, codec == null || !codec.schema().neverChanges());
    };
  }
}
