package io.millrace.testkit;

import io.millrace.api.backend.Column;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codecs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random history of one store: its owner changes it while snapshots are written piece by piece,
 * some complete, some fail, and now and then the store is lost and made again from the last one.
 * Each completed snapshot must show exactly the moment it was taken at.
 */
final class SnapshotHistory {
  /** What the stored stores say wrote them. */
  static final String BACKEND = "history";

  private static final int STEPS = 30;
  private static final int NAMESPACES = 4;

  private final StateBackend backend;
  private final SnapshotShelf shelf;
  private final StoredStoreCheck check;
  private final Random random;
  private final StoreSpec spec;
  private final int keys;
  private KeyedStateStore store;
  private ModelStore model = new ModelStore();
  private final List<Open> open = new ArrayList<>();
  private final List<Done> done = new ArrayList<>();
  private long epoch = 1;
  private int completions;

  SnapshotHistory(
      StateBackend backend, StateBackendProvider provider, SnapshotShelf shelf, long seed) {
    this.backend = backend;
    this.shelf = shelf;
    random = new Random(seed);
    boolean longKeys = random.nextBoolean();
    spec = spec(longKeys, KeyGroupRange.of(0, 1, KeyGroupRange.DEFAULT_GROUPS));
    keys = random.nextInt(20) == 0 ? 3 * Pages.SIZE : 1 + random.nextInt(60);
    check = new StoredStoreCheck(backend, provider, shelf, longKeys);
    store = backend.open(spec);
  }

  /** The spec of the stores of a history. */
  static StoreSpec spec(boolean longKeys, KeyGroupRange range) {
    return new StoreSpec(
        "op", 0, range, longKeys, longKeys ? Codecs.of(Long.class) : Codecs.of(String.class), true);
  }

  /** A snapshot that is not over yet. */
  private static final class Open {
    private final StoreSnapshot snapshot;
    private final SnapshotShelf.Attempt attempt;
    private final ModelStore shows;
    private final int plannedAfter;
    private boolean started;

    Open(
        StoreSnapshot snapshot, SnapshotShelf.Attempt attempt, ModelStore shows, int plannedAfter) {
      this.snapshot = snapshot;
      this.attempt = attempt;
      this.shows = shows;
      this.plannedAfter = plannedAfter;
    }
  }

  /** A completed snapshot. */
  private record Done(StoredState stored, ModelStore shows) {}

  void run() {
    if (keys > Pages.SIZE) {
      fill();
    }
    for (int step = 0; step < STEPS; step++) {
      change();
      if (random.nextInt(4) == 0) {
        store.reclaim();
      }
      if (random.nextInt(3) == 0) {
        writer();
      }
      if (random.nextInt(25) == 0 && !done.isEmpty()) {
        crash();
      }
    }
    while (!open.isEmpty()) {
      writer();
    }
    check.agrees(store, model);
    for (int i = 0; i < done.size(); i++) {
      if (random.nextInt(3) == 0 || i == done.size() - 1) {
        check.restores(done.get(i).stored(), done.get(i).shows(), random.nextInt(4) == 0);
      }
    }
    store.close();
  }

  private void fill() {
    long[] all = new long[keys];
    int[] slots = new int[keys];
    for (int i = 0; i < keys; i++) {
      all[i] = i;
    }
    check.resolve(store, all, slots);
    for (int i = 0; i < keys; i++) {
      store.retain(slots[i]);
      store.longs(ModelStore.SPECS.get(0), 0).set(slots[i], i + 1L);
      model.values(0, 0).put((long) i, i + 1L);
    }
  }

  /** What the store's thread does in a batch. */
  private void change() {
    int changes = 1 + random.nextInt(12);
    for (int i = 0; i < changes; i++) {
      int column = random.nextInt(ModelStore.SPECS.size());
      long namespace = random.nextInt(3) == 0 ? 0 : random.nextInt(NAMESPACES) * 60_000L;
      long key = random.nextInt(keys);
      switch (random.nextInt(16)) {
        case 0 -> drop(column, namespace, random.nextBoolean());
        case 1, 2 -> remove(column, namespace, key);
        case 3 -> forget(key);
        case 4 -> move(namespace, random.nextInt(NAMESPACES) * 60_000L, key);
        case 5, 6, 7 -> setTimer(key);
        case 8 -> cancelTimer();
        case 9 -> fireTimers();
        default -> put(column, namespace, key);
      }
    }
  }

  private void put(int column, long namespace, long key) {
    int slot = check.resolve(store, key);
    TreeMap<Long, Object> values = model.values(column, namespace);
    Object before = values.get(key);
    if (before == null) {
      store.retain(slot);
    }
    ColumnSpec of = ModelStore.SPECS.get(column);
    switch (of.kind()) {
      case LONG -> {
        long value = (before == null ? 0 : (long) before) + 1 + random.nextInt(1 << 20);
        store.longs(of, namespace).set(slot, value);
        values.put(key, value);
      }
      case DOUBLE -> {
        double value = random.nextInt(8) == 0 ? -0.0 : random.nextGaussian();
        store.doubles(of, namespace).set(slot, value);
        values.put(key, value);
      }
      case OBJECT -> append(store.objects(of, namespace), slot, key, values);
    }
  }

  private void append(
      ObjectColumn<List<Long>> column, int slot, long key, TreeMap<Long, Object> values) {
    long item = random.nextInt(1000);
    List<Long> known = column.get(slot);
    List<Long> shadow = StoredStoreCheck.list(values.get(key));
    if (known == null) {
      known = new ArrayList<>();
      column.set(slot, known);
    }
    if (column.change(slot) != known) {
      throw new AssertionError("a column gives another object to change than to read");
    }
    known.add(item);
    shadow.add(item);
    values.put(key, shadow);
  }

  private void remove(int column, long namespace, long key) {
    if (model.values(column, namespace).remove(key) != null) {
      int slot = check.resolve(store, key);
      check.clear(store, column, namespace, slot);
      store.release(slot);
    }
  }

  /** All of a key goes; columns without namespace are left as they are, as operators do. */
  private void forget(long key) {
    if (model.timers().stream().anyMatch(timer -> timer.key() == key)) {
      return;
    }
    int slot = check.resolve(store, key);
    for (int column = 0; column < ModelStore.SPECS.size(); column++) {
      for (long namespace : model.namespaces(column)) {
        if (model.values(column, namespace).remove(key) != null) {
          if (namespace != 0) {
            check.clear(store, column, namespace, slot);
          }
          store.release(slot);
        }
      }
    }
    store.reclaim();
  }

  /** An object goes to another namespace, and is changed there. */
  private void move(long from, long to, long key) {
    int column = ModelStore.SPECS.size() - 1;
    Object moved = model.values(column, from).get(key);
    if (moved == null || model.values(column, to).containsKey(key)) {
      return;
    }
    int slot = check.resolve(store, key);
    ObjectColumn<List<Long>> source = store.objects(ModelStore.SPECS.get(column), from);
    List<Long> object = source.get(slot);
    if (model.values(column, from).size() == 1) {
      store.drop(ModelStore.SPECS.get(column), from);
    } else {
      source.set(slot, null);
    }
    store.<List<Long>>objects(ModelStore.SPECS.get(column), to).set(slot, object);
    model.values(column, from).remove(key);
    model.values(column, to).put(key, moved);
    append(store.objects(ModelStore.SPECS.get(column), to), slot, key, model.values(column, to));
  }

  private void drop(int column, long namespace, boolean clear) {
    TreeMap<Long, Object> values = model.values(column, namespace);
    long[] gone = values.keySet().stream().mapToLong(Long::longValue).toArray();
    int[] slots = new int[gone.length];
    check.resolve(store, gone, slots);
    if (clear) {
      Column cleared = check.column(store, column, namespace);
      cleared.clear();
    } else {
      store.drop(ModelStore.SPECS.get(column), namespace);
    }
    for (int slot : slots) {
      store.release(slot);
    }
    values.clear();
  }

  private TimerTable<String> timers() {
    return check.timers(store);
  }

  private void setTimer(long key) {
    ModelStore.Timer timer = new ModelStore.Timer(random.nextInt(40), key, "t" + random.nextInt(3));
    boolean fresh = timers().set(timer.timeMs(), check.resolve(store, key), timer.tag());
    if (fresh == model.timers().contains(timer)) {
      throw new AssertionError(timer + (fresh ? " was new" : " was known") + " to the store only");
    }
    if (fresh) {
      model.timers().add(timer);
    }
  }

  private void cancelTimer() {
    if (!model.timers().isEmpty()) {
      ModelStore.Timer timer = model.timers().remove(random.nextInt(model.timers().size()));
      if (!timers().cancel(timer.timeMs(), check.resolve(store, timer.key()), timer.tag())) {
        throw new AssertionError(timer + " was not known to the store");
      }
    }
  }

  private void fireTimers() {
    int due = random.nextInt(12);
    Set<ModelStore.Timer> fired = new HashSet<>();
    while (timers()
        .pollDue(
            due,
            (at, slot, tag) -> fired.add(new ModelStore.Timer(at, check.key(store, slot), tag)))) {
      due += random.nextInt(8) == 0 ? 1 : 0;
    }
    int until = due;
    Set<ModelStore.Timer> expected = new HashSet<>(model.timers());
    expected.removeIf(timer -> timer.timeMs() > until);
    if (!fired.equals(expected)) {
      throw new AssertionError("fired " + fired + " instead of " + expected);
    }
    model.timers().removeAll(fired);
  }

  /** What the checkpoint writer does next. */
  private void writer() {
    if (open.isEmpty() || (open.size() < 3 && random.nextInt(8) == 0)) {
      begin();
      return;
    }
    Open one = open.get(random.nextInt(open.size()));
    boolean newest = one == open.get(open.size() - 1);
    if (!newest || random.nextInt(8) == 0) {
      abandon(one);
    } else if (one.started || one.plannedAfter == completions) {
      one.started = true;
      if (one.snapshot.writeSome(one.attempt)) {
        if (random.nextInt(5) == 0) {
          abandon(one);
        } else {
          complete(one);
        }
      }
    } else {
      abandon(one);
    }
  }

  private void begin() {
    if (random.nextInt(5) == 0) {
      epoch++;
      store.advanceEpoch(epoch);
    }
    epoch++;
    open.add(new Open(store.snapshot(epoch), shelf.begin(), model.copy(), completions));
  }

  private void abandon(Open one) {
    one.snapshot.close();
    one.attempt.abandon();
    open.remove(one);
  }

  private void complete(Open one) {
    StoredState stored = one.attempt.complete(spec, BACKEND, one.snapshot.stored());
    one.snapshot.completed();
    one.snapshot.close();
    open.remove(one);
    completions++;
    done.add(new Done(stored, one.shows));
  }

  /** The process dies and starts again from the last completed snapshot. */
  private void crash() {
    while (!open.isEmpty()) {
      abandon(open.get(0));
    }
    store.close();
    Done last = done.get(done.size() - 1);
    store = backend.open(spec);
    epoch = 1;
    check.restore(store, last.stored());
    model = last.shows().copy();
    check.claim(store);
  }
}
