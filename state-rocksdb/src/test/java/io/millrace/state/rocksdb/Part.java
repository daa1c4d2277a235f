package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codecs;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.SnapshotShelf;
import java.util.HashMap;
import java.util.Map;

/** One subtask of a history: a store and an operator of sorts. */
final class Part {
  static final ColumnSpec TOTAL = ColumnSpec.longs("total");
  static final ColumnSpec SUM = ColumnSpec.doubles("sum");
  static final ColumnSpec LAST = ColumnSpec.objects("last", Codecs.of(String.class));
  static final ColumnSpec TALLY = ColumnSpec.objects("tally", Tally.CODEC);
  static final ColumnSpec SLICE = ColumnSpec.longs("slice");
  static final ColumnSpec SLICE_TALLY = ColumnSpec.objects("slice-tally", Tally.CODEC);

  final StoreSpec spec;
  final KeyedStateStore store;
  final SnapshotShelf shelf;
  final String backend;
  private final boolean forgets;
  private final int[] slots = new int[1];

  Part(
      StateBackend backend,
      String name,
      int subtask,
      int parallelism,
      boolean longKeys,
      boolean forgets,
      SnapshotShelf shelf) {
    this.backend = name;
    this.forgets = forgets;
    this.shelf = shelf;
    spec =
        new StoreSpec(
            "op",
            subtask,
            KeyGroupRange.of(subtask, parallelism, KeyGroupRange.DEFAULT_GROUPS),
            longKeys,
            longKeys ? Codecs.of(Long.class) : Codecs.of(String.class),
            true);
    store = backend.open(spec);
  }

  /** As an operator is opened. */
  void open() {
    if (forgets) {
      store.forgetsSlots();
    }
    store.longs(TOTAL, 0);
    store.doubles(SUM, 0);
    store.objects(LAST, 0);
    store.objects(TALLY, 0);
    store.timers("alarm", TimeDomain.EVENT, Codecs.of(String.class));
    for (long namespace : store.namespaces(SLICE)) {
      store.longs(SLICE, namespace);
      store.objects(SLICE_TALLY, namespace);
    }
  }

  boolean owns(long key) {
    int hash = spec.longKeys() ? Long.hashCode(key) : name(key).hashCode();
    int group = KeyGroupRange.groupOf(hash, KeyGroupRange.DEFAULT_GROUPS);
    return group >= spec.range().from() && group < spec.range().to();
  }

  Object name(long key) {
    return spec.longKeys() ? (Object) key : "key " + key;
  }

  private int slot(long key) {
    if (spec.longKeys()) {
      store.keys().resolve(new long[] {key}, 1, slots);
    } else {
      store.keys().resolve(new Object[] {name(key)}, 1, slots);
    }
    return slots[0];
  }

  /** Adds to a key and checks what it held before. */
  void add(long key, long amount, Model model) {
    int slot = slot(key);
    Model.Entry before = model.entries.get(key);
    check(key, slot, before);
    if (before == null) {
      store.retain(slot);
    }
    Model.Entry now =
        before == null
            ? new Model.Entry(amount, amount / 4.0, "s" + amount, amount)
            : new Model.Entry(
                before.total() + amount,
                before.sum() + amount / 4.0,
                "s" + amount,
                before.tally() + amount);
    store.longs(TOTAL, 0).set(slot, now.total());
    store.doubles(SUM, 0).set(slot, now.sum());
    store.<String>objects(LAST, 0).set(slot, now.last());
    addTally(store.objects(TALLY, 0), slot, amount);
    model.entries.put(key, now);
  }

  private static void addTally(ObjectColumn<Tally> column, int slot, long amount) {
    Tally tally = column.change(slot);
    if (tally == null) {
      column.set(slot, new Tally(amount));
    } else {
      tally.count += amount;
    }
  }

  /** Forgets a key. */
  void remove(long key, Model model) {
    int slot = slot(key);
    check(key, slot, model.entries.get(key));
    if (model.entries.remove(key) != null) {
      store.longs(TOTAL, 0).set(slot, 0);
      store.doubles(SUM, 0).set(slot, 0);
      store.objects(LAST, 0).set(slot, null);
      store.objects(TALLY, 0).set(slot, null);
      store.release(slot);
    }
  }

  /** Adds to a key in a namespace, or empties it there. */
  void addToSlice(long namespace, long key, long amount, Model model) {
    int slot = slot(key);
    Map<Long, Long> slice = model.slices.computeIfAbsent(namespace, none -> new HashMap<>());
    Long before = slice.get(key);
    LongColumn column = store.longs(SLICE, namespace);
    ObjectColumn<Tally> tallies = store.objects(SLICE_TALLY, namespace);
    assertThat(column.get(slot)).as("slice").isEqualTo(before == null ? 0 : before);
    if (before != null && amount % 5 == 0) {
      column.set(slot, 0);
      tallies.set(slot, null);
      store.release(slot);
      slice.remove(key);
      return;
    }
    if (before == null) {
      store.retain(slot);
    }
    column.add(slot, amount);
    addTally(tallies, slot, amount);
    slice.merge(key, amount, Long::sum);
  }

  void dropSlice(long namespace, Model model) {
    Map<Long, Long> slice = model.slices.getOrDefault(namespace, Map.of());
    slice.keySet().stream().filter(this::owns).forEach(key -> store.release(slot(key)));
    slice.keySet().removeIf(this::owns);
    store.drop(SLICE, namespace);
    store.drop(SLICE_TALLY, namespace);
  }

  TimerTable<String> timers() {
    return store.timers("alarm", TimeDomain.EVENT, Codecs.of(String.class));
  }

  void setTimer(long timeMs, long key) {
    timers().set(timeMs, slot(key), "t" + key);
  }

  /** Everything the model has is here, and nothing else. */
  void checkAll(Model model) {
    long owned = model.entries.keySet().stream().filter(this::owns).count();
    store.reclaim();
    for (Map.Entry<Long, Model.Entry> entry : model.entries.entrySet()) {
      if (owns(entry.getKey())) {
        int slot = store.keys().find(name(entry.getKey()));
        assertThat(slot).as("slot of %s", entry.getKey()).isNotNegative();
        check(entry.getKey(), slot, entry.getValue());
      }
    }
    for (long namespace : store.namespaces(SLICE)) {
      Map<Long, Long> slice = model.slices.getOrDefault(namespace, Map.of());
      for (long key = 0; key < History.KEYS; key++) {
        int slot = owns(key) ? store.keys().find(name(key)) : -1;
        if (slot >= 0) {
          Long value = slice.get(key);
          assertThat(store.longs(SLICE, namespace).get(slot))
              .as("slice %s of %s", namespace, key)
              .isEqualTo(value == null ? 0 : value);
          Tally tally = store.<Tally>objects(SLICE_TALLY, namespace).get(slot);
          assertThat(tally == null ? null : tally.count).as("tally in slice").isEqualTo(value);
        }
      }
    }
    model.slices.forEach(
        (namespace, slice) -> {
          if (slice.keySet().stream().anyMatch(this::owns)) {
            assertThat(store.namespaces(SLICE)).contains(namespace);
          }
        });
    if (model.slices.isEmpty() && model.timers.isEmpty()) {
      assertThat((long) store.keys().size()).as("keys").isEqualTo(owned);
    }
    assertThat((long) timers().size())
        .as("timers")
        .isEqualTo(model.timers.values().stream().filter(this::owns).count());
  }

  private void check(long key, int slot, Model.@org.jspecify.annotations.Nullable Entry expected) {
    LongColumn totals = store.longs(TOTAL, 0);
    DoubleColumn sums = store.doubles(SUM, 0);
    Tally tally = store.<Tally>objects(TALLY, 0).get(slot);
    String last = store.<String>objects(LAST, 0).get(slot);
    assertThat(totals.get(slot))
        .as("total of %s", key)
        .isEqualTo(expected == null ? 0 : expected.total());
    assertThat(sums.get(slot))
        .as("sum of %s", key)
        .isEqualTo(expected == null ? 0 : expected.sum());
    assertThat(last).as("last of %s", key).isEqualTo(expected == null ? null : expected.last());
    assertThat(tally == null ? 0 : tally.count)
        .as("tally of %s", key)
        .isEqualTo(expected == null ? 0 : expected.tally());
  }
}
