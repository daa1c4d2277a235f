package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.Column;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codecs;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares stores, and what is restored from their snapshots, with a {@link ModelStore}. */
final class StoredStoreCheck {
  private static final int GROUPS = KeyGroupRange.DEFAULT_GROUPS;

  private final StateBackend backend;
  private final StateBackendProvider provider;
  private final SnapshotShelf shelf;
  private final boolean longKeys;

  StoredStoreCheck(
      StateBackend backend, StateBackendProvider provider, SnapshotShelf shelf, boolean longKeys) {
    this.backend = backend;
    this.provider = provider;
    this.shelf = shelf;
    this.longKeys = longKeys;
  }

  /** The list of a model, or a new one. */
  @SuppressWarnings("unchecked") // the model holds nothing else there
  static List<Long> list(@Nullable Object value) {
    return value == null ? new ArrayList<>() : (List<Long>) value;
  }

  private Object stored(long key) {
    return longKeys ? (Object) (key << 33) : "key " + key;
  }

  /** The key of a model at a slot. */
  long key(KeyedStateStore store, int slot) {
    Object key = store.keys().keyAt(slot);
    return key instanceof Long number
        ? number >> 33
        : Long.parseLong(key.toString().substring("key ".length()));
  }

  private List<Long> keys(KeyedStateStore store) {
    List<Long> keys = new ArrayList<>();
    for (int slot = 0; slot < store.keys().slotBound(); slot++) {
      if (store.keys().occupied(slot)) {
        keys.add(key(store, slot));
      }
    }
    return keys;
  }

  private int group(long key) {
    return KeyGroupRange.groupOf(stored(key).hashCode(), GROUPS);
  }

  int resolve(KeyedStateStore store, long key) {
    int[] slots = new int[1];
    resolve(store, new long[] {key}, slots);
    return slots[0];
  }

  void resolve(KeyedStateStore store, long[] keys, int[] slots) {
    if (longKeys) {
      long[] stored = new long[keys.length];
      for (int i = 0; i < keys.length; i++) {
        stored[i] = keys[i] << 33;
      }
      store.keys().resolve(stored, keys.length, slots);
    } else {
      Object[] stored = new Object[keys.length];
      for (int i = 0; i < keys.length; i++) {
        stored[i] = stored(keys[i]);
      }
      store.keys().resolve(stored, keys.length, slots);
    }
  }

  Column column(KeyedStateStore store, int column, long namespace) {
    ColumnSpec spec = ModelStore.SPECS.get(column);
    return switch (spec.kind()) {
      case LONG -> store.longs(spec, namespace);
      case DOUBLE -> store.doubles(spec, namespace);
      case OBJECT -> store.<Object>objects(spec, namespace);
    };
  }

  void clear(KeyedStateStore store, int column, long namespace, int slot) {
    ColumnSpec spec = ModelStore.SPECS.get(column);
    switch (spec.kind()) {
      case LONG -> store.longs(spec, namespace).set(slot, 0);
      case DOUBLE -> store.doubles(spec, namespace).set(slot, 0.0);
      case OBJECT -> store.<Object>objects(spec, namespace).set(slot, null);
    }
  }

  TimerTable<String> timers(KeyedStateStore store) {
    return store.timers("timers", TimeDomain.EVENT, Codecs.of(String.class));
  }

  /** As an operator's {@code open} does. */
  void claim(KeyedStateStore store) {
    for (int column = 0; column < ModelStore.SPECS.size(); column++) {
      for (long namespace : store.namespaces(ModelStore.SPECS.get(column))) {
        column(store, column, namespace);
      }
    }
    assertThat(timers(store).size()).isNotNegative();
    assertThat(store.unclaimed()).isEmpty();
  }

  void restore(KeyedStateStore store, StoredState stored) {
    try (StateImage image = provider.open(stored)) {
      store.restore(image);
    }
  }

  /** The store holds what the model holds. Changes neither, but timers fire. */
  void agrees(KeyedStateStore store, ModelStore model) {
    store.reclaim();
    Map<Long, Integer> retained = model.retained();
    assertThat(keys(store)).as("keys").containsExactlyInAnyOrderElementsOf(retained.keySet());
    assertThat(store.keys().size()).as("keys").isEqualTo(retained.size());
    for (long key : retained.keySet()) {
      if (store.keys().find(stored(key)) < 0) {
        throw new AssertionError("key " + key + " has no slot");
      }
    }
    for (int column = 0; column < ModelStore.SPECS.size(); column++) {
      ColumnSpec spec = ModelStore.SPECS.get(column);
      long[] namespaces = store.namespaces(spec);
      assertThat(namespaces).isSorted().doesNotHaveDuplicates();
      assertThat(Arrays.stream(namespaces).boxed().toList())
          .as("namespaces of %s", spec.name())
          .containsAll(model.namespaces(column));
      for (long namespace : namespaces) {
        agrees(store, column, namespace, model.values(column, namespace), retained.keySet());
      }
    }
  }

  private void agrees(
      KeyedStateStore store,
      int column,
      long namespace,
      TreeMap<Long, Object> values,
      Iterable<Long> keys) {
    ColumnSpec spec = ModelStore.SPECS.get(column);
    for (Long key : keys) {
      int slot = store.keys().find(stored(key));
      Object value =
          switch (spec.kind()) {
            case LONG -> store.longs(spec, namespace).get(slot);
            case DOUBLE -> store.doubles(spec, namespace).get(slot);
            case OBJECT -> store.<Object>objects(spec, namespace).get(slot);
          };
      Object empty =
          switch (spec.kind()) {
            case LONG -> (Object) 0L;
            case DOUBLE -> 0.0;
            case OBJECT -> null;
          };
      Object expected = values.getOrDefault(key, empty);
      if (!Objects.equals(value, expected)) {
        throw new AssertionError(
            spec.name()
                + "/"
                + namespace
                + " of key "
                + key
                + " is "
                + value
                + ", expected "
                + expected);
      }
    }
  }

  /** Restores into one store, then by way of two and three into one again. */
  void restores(StoredState stored, ModelStore model, boolean rescale) {
    KeyedStateStore same = open(0, 1);
    restore(same, stored);
    isExactly(same, model, true);
    same.close();
    if (rescale) {
      List<StoredState> two = rescale(List.of(stored), model, 2);
      List<StoredState> three = rescale(two, model, 3);
      rescale(three, model, 1);
    }
  }

  private List<StoredState> rescale(List<StoredState> from, ModelStore model, int parallelism) {
    List<StoredState> result = new ArrayList<>();
    for (int subtask = 0; subtask < parallelism; subtask++) {
      StoreSpec spec = spec(subtask, parallelism);
      KeyedStateStore store = backend.open(spec);
      for (StoredState stored : from) {
        if (stored.range().from() < spec.range().to()
            && spec.range().from() < stored.range().to()) {
          restore(store, stored);
        }
      }
      claim(store);
      SnapshotShelf.Attempt attempt = shelf.begin();
      StoreSnapshot snapshot = store.snapshot(2);
      isExactly(store, model.part(spec.range(), this::group), false);
      boolean written = false;
      while (!written) {
        written = snapshot.writeSome(attempt);
      }
      result.add(attempt.complete(spec, SnapshotHistory.BACKEND, snapshot.stored()));
      snapshot.close();
      store.close();
    }
    return result;
  }

  private KeyedStateStore open(int subtask, int parallelism) {
    return backend.open(spec(subtask, parallelism));
  }

  private StoreSpec spec(int subtask, int parallelism) {
    return SnapshotHistory.spec(longKeys, KeyGroupRange.of(subtask, parallelism, GROUPS));
  }

  /** The store holds what the model holds and nothing else: all goes when it is taken out. */
  private void isExactly(KeyedStateStore store, ModelStore model, boolean inOrder) {
    agrees(store, model);
    List<ModelStore.Timer> fired = new ArrayList<>();
    while (timers(store)
        .pollDue(
            Long.MAX_VALUE,
            (at, slot, tag) -> fired.add(new ModelStore.Timer(at, key(store, slot), tag)))) {
      assertThat(fired).hasSizeLessThanOrEqualTo(model.timers().size());
    }
    if (inOrder) {
      assertThat(fired).isEqualTo(model.firing());
    } else {
      assertThat(fired).containsExactlyInAnyOrderElementsOf(model.timers());
      assertThat(fired).isSortedAccordingTo(Comparator.comparingLong(ModelStore.Timer::timeMs));
    }
    model
        .retained()
        .forEach(
            (key, count) -> {
              int slot = store.keys().find(stored(key));
              for (int i = 0; i < count; i++) {
                store.release(slot);
              }
            });
    store.reclaim();
    assertThat(store.keys().size()).as("keys nothing is stored for").isZero();
    assertThat(store.unclaimed()).isEmpty();
  }
}
