package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of one store by name and namespace, and their numbers. The store's thread only. */
final class Columns {
  private final String operator;
  private final boolean durable;
  private final PagePool pool;
  private final Listener listener;
  private final Map<String, ColumnFamily> families = new LinkedHashMap<>();
  private final List<@Nullable ColumnFamily> byId = new ArrayList<>();
  private final List<ColumnEntry> entries = new ArrayList<>();
  private long epoch;
  private int namespaced;
  private int plainBytes;
  private boolean objects;

  /** Hears what rows are dead or have to be rewritten. */
  interface Listener {
    /** The values of a column in a namespace are gone. */
    void dropped(int column, long namespace);

    /** All values under an old number are to be read with that codec and stored under a new one. */
    void migrate(ColumnEntry from, ColumnEntry to, Codec<?> reader);
  }

  Columns(StoreSpec spec, PagePool pool, long epoch, Listener listener) {
    this.operator = spec.operatorId();
    this.durable = spec.durable();
    this.pool = pool;
    this.epoch = epoch;
    this.listener = listener;
  }

  /** The column of that spec and namespace; made on first use. */
  ResidentColumn column(ColumnSpec spec, ColumnSpec.Kind asked, long namespace) {
    ColumnFamily family = family(spec, asked);
    claim(family, spec);
    return columnOf(family, namespace);
  }

  /** The column of a family in a namespace; made on first use. */
  ResidentColumn columnOf(ColumnFamily family, long namespace) {
    ResidentColumn column = family.columns().get(namespace);
    if (column == null) {
      Runnable onClear = () -> emptied(family, namespace);
      column =
          switch (family.entry().kind()) {
            case LONG -> new ResidentLongs(pool, epoch, onClear);
            case DOUBLE -> new ResidentDoubles(pool, epoch, onClear);
            case OBJECT -> new ResidentObjects<>(pool, epoch, onClear);
          };
      family.columns().put(namespace, column);
      if (namespace == 0) {
        family.plain(column);
        boolean holdsObjects = family.entry().kind() == ColumnSpec.Kind.OBJECT;
        objects |= holdsObjects;
        plainBytes += holdsObjects ? Integer.BYTES : Long.BYTES;
      } else {
        namespaced++;
      }
    }
    return column;
  }

  void drop(ColumnSpec spec, long namespace) {
    ColumnFamily family = families.get(spec.name());
    ResidentColumn column = family == null ? null : family.columns().remove(namespace);
    if (family != null && column != null) {
      emptied(family, namespace);
      column.forget();
      if (namespace == 0) {
        family.plain(null);
      } else {
        namespaced--;
      }
    }
  }

  /** What lies in rows of that column and namespace is dead. */
  private void emptied(ColumnFamily family, long namespace) {
    if (namespace == 0) {
      int before = family.entry().id();
      renumber(family, family.entry());
      family.columns().forEach((other, column) -> storeAgain(before, other, column));
    } else {
      family.forgetStored(namespace);
      listener.dropped(family.entry().id(), namespace);
    }
  }

  /** A column whose number has changed, though not its values. */
  private void storeAgain(int before, long namespace, ResidentColumn column) {
    if (namespace != 0) {
      listener.dropped(before, namespace);
      for (int page = 0; page < column.pagesBound(); page++) {
        if (column.page(page) != null) {
          column.touchPage(page);
        }
      }
    }
  }

  /** The namespaces of a column, in rising order. */
  long[] namespaces(ColumnSpec spec) {
    if (!families.containsKey(spec.name())) {
      return new long[0];
    }
    ColumnFamily family = family(spec, spec.kind());
    claim(family, spec);
    return family.columns().namespaces();
  }

  /** How many columns have a namespace. */
  int namespaced() {
    return namespaced;
  }

  /**
   * A slot was given back: the columns that go on living must not show its values to the next key.
   */
  void clearSlot(int slot) {
    for (ColumnFamily family : families.values()) {
      ResidentColumn plain = family.plain();
      if (plain != null) {
        plain.clearSlot(slot);
      }
    }
  }

  void startEpoch(long newEpoch) {
    epoch = newEpoch;
    families
        .values()
        .forEach(family -> family.columns().forEach((ns, column) -> column.startEpoch(newEpoch)));
  }

  Iterable<ColumnFamily> families() {
    return families.values();
  }

  /** The family whose values have that number now; null if they are dead. */
  @Nullable ColumnFamily byId(int id) {
    return id < byId.size() ? byId.get(id) : null;
  }

  /** What a number means, dead or not; null if it was never given. */
  @Nullable ColumnEntry entry(int id) {
    return id < entries.size() ? entries.get(id) : null;
  }

  /** All numbers ever given. */
  List<ColumnEntry> entries() {
    return entries;
  }

  /** Takes over the numbers of a database; the columns are raw until claimed. */
  void restore(List<ColumnEntry> stored, List<StoredIndex.Use> uses) {
    for (int id = 0; id < stored.size(); id++) {
      ColumnEntry entry = stored.get(id);
      entries.add(entry);
      byId.add(null);
      if (uses.get(id) != StoredIndex.Use.NONE) {
        ColumnFamily family = new ColumnFamily(entry, false);
        if (uses.get(id) == StoredIndex.Use.PLAIN) {
          family.restoredPlain();
        }
        families.put(entry.name(), family);
        byId.set(id, family);
      }
    }
  }

  /** The family for values that were stored like that, claimed or not; made on first use. */
  ColumnFamily restored(String name, ColumnSpec.Kind kind, @Nullable CodecSchema schema) {
    ColumnFamily family = families.get(name);
    if (family == null) {
      family =
          new ColumnFamily(new ColumnEntry(entries.size(), name, kind, schema, null, false), false);
      add(family);
      return family;
    }
    ColumnEntry entry = family.entry();
    CodecSchema known = entry.schema();
    if (entry.kind() != kind
        || (known != null && schema != null && !known.fingerprint().equals(schema.fingerprint()))) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "column '"
              + name
              + "' of operator '"
              + operator
              + "' was stored in two ways by different subtasks. Restore a checkpoint that one"
              + " version of the program wrote.");
    }
    return family;
  }

  /**
   * Names of restored columns that nobody has asked for. One of which there are no values for the
   * keys of this store does not count: its operator sees no reason to ask for it.
   *
   * @param absent some keys are not resident, so what is stored for them is not known
   */
  List<String> unclaimed(boolean absent) {
    return families.values().stream()
        .filter(family -> !family.claimed())
        .filter(family -> family.holdsPages() || (absent && family.holdsPlain()))
        .map(family -> family.entry().name())
        .toList();
  }

  /** Fails if a column that holds objects has no codec. */
  void checkStorable() {
    for (ColumnFamily family : families.values()) {
      if (!family.storable() && family.holdsPages()) {
        throw notStorable(family.entry().name());
      }
    }
  }

  /** Whether everything without namespace could be written down. */
  boolean storable() {
    return families.values().stream().allMatch(ColumnFamily::storable);
  }

  /** Whether there is a column of objects. */
  boolean holdsObjects() {
    return objects;
  }

  /** Bytes that one slot takes in the columns without namespace. */
  int plainBytes() {
    return plainBytes;
  }

  void clear() {
    families.values().forEach(family -> family.columns().forEach((ns, column) -> column.forget()));
    families.clear();
    byId.clear();
    entries.clear();
  }

  private ColumnFamily family(ColumnSpec spec, ColumnSpec.Kind asked) {
    ColumnFamily family = families.get(spec.name());
    ColumnSpec.Kind kept = family == null ? spec.kind() : family.entry().kind();
    if (family != null && !family.claimed() && kept != asked) {
      ColumnEntry entry = family.entry();
      CodecEvolution.expectSame(
          spec.schema(),
          ColumnSpec.schema(entry.kind(), entry.schema()),
          "column '" + spec.name() + "' of operator '" + operator + "'");
    }
    if (spec.kind() != asked || kept != asked) {
      throw new MillraceException(
          family == null || family.claimed() ? ApiError.STATE_INVALID : ApiError.STATE_INCOMPATIBLE,
          "column '"
              + spec.name()
              + "' is declared "
              + spec.kind()
              + ", is kept as "
              + kept
              + " and was asked for as "
              + asked
              + ". Give each column one kind, or another name.");
    }
    if (family == null) {
      if (durable && asked == ColumnSpec.Kind.OBJECT && spec.codec() == null) {
        throw notStorable(spec.name());
      }
      family = new ColumnFamily(ColumnEntry.of(entries.size(), spec), true);
      add(family);
    }
    return family;
  }

  private MillraceException notStorable(String name) {
    return new MillraceException(
        ApiError.STATE_INVALID,
        "column '"
            + name
            + "' of operator '"
            + operator
            + "' holds objects but has no codec, so they cannot be stored. Give its state a type"
            + " that has one.");
  }

  private void add(ColumnFamily family) {
    entries.add(family.entry());
    byId.add(family);
    families.put(family.entry().name(), family);
  }

  private void renumber(ColumnFamily family, ColumnEntry like) {
    byId.set(family.entry().id(), null);
    family.entry(like.renumbered(entries.size()));
    entries.add(family.entry());
    byId.add(family);
  }

  private void claim(ColumnFamily family, ColumnSpec spec) {
    if (family.claimed()) {
      return;
    }
    ColumnEntry stored = family.entry();
    CodecSchema schema = stored.schema();
    if (stored.kind() == ColumnSpec.Kind.OBJECT && schema != null) {
      Codec<?> codec = spec.codec();
      if (codec == null) {
        throw new MillraceException(
            ApiError.STATE_INVALID,
            "column '" + spec.name() + "' was restored, but is asked for without a codec.");
      }
      Codec<?> reader =
          CodecEvolution.reader(
              codec, schema, "column '" + spec.name() + "' of operator '" + operator + "'");
      ColumnEntry now = ColumnEntry.of(stored.id(), spec);
      family.columns().forEach((namespace, column) -> ((ResidentObjects<?>) column).decode(reader));
      if (codec.schema().fingerprint().equals(schema.fingerprint())) {
        family.entry(now);
        entries.set(stored.id(), now);
      } else {
        renumber(family, now);
        listener.migrate(stored, family.entry(), reader);
      }
    }
    family.claim();
  }
}
