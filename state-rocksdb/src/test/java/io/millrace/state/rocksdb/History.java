package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoredState;
import io.millrace.api.environment.Environment;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.testkit.SnapshotShelf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A random life of a keyed operator: keys come and go, values in namespaces and timers too, memory
 * is short, snapshots are taken and written while all that goes on, some are given up, and now and
 * then everything is thrown away and restored from the last snapshot, with another parallelism or
 * another backend.
 */
final class History implements AutoCloseable {
  static final int KEYS = 400;

  private static final int SMALL = 48 << 10;

  private final Environment environment = SystemEnvironment.create();
  private final Path directory;
  private final Random random;
  private final boolean longKeys;
  private final boolean forgets;
  private final String[] backends;
  private final List<Part> parts = new ArrayList<>();
  private Model model = new Model();
  private @Nullable StateBackend backend;
  private List<StoredState> stored = List.of();
  private Model storedModel = new Model();
  private final List<StoreSnapshot> open = new ArrayList<>();
  private final List<SnapshotShelf.Attempt> attempts = new ArrayList<>();
  private Model openModel = new Model();
  private long epoch = 1;
  private long now;
  private int shelves;
  int restores;
  int snapshots;

  History(Path directory, long seed, String... backends) {
    this.directory = directory;
    this.random = new Random(seed);
    this.longKeys = random.nextBoolean();
    this.forgets = random.nextInt(3) > 0;
    this.backends = backends;
  }

  void run(int rounds) {
    start(1);
    openAll();
    for (int round = 0; round < rounds; round++) {
      work();
      parts.forEach(part -> part.store.reclaim());
      advanceSnapshot();
      if (random.nextInt(rounds / 3 + 1) == 0) {
        restart();
      }
    }
    parts.forEach(part -> part.checkAll(model));
  }

  private void start(int parallelism) {
    String name = backends[random.nextInt(backends.length)];
    StateBackendProvider provider =
        ProviderLoader.named(StateBackendProvider.class, name, "It is on the test class path.");
    backend =
        provider.create(
            new BackendContext(environment, "history", directory.resolveSibling("state"), SMALL));
    for (int subtask = 0; subtask < parallelism; subtask++) {
      Path shelf = directory.resolve("shelf-" + shelves++);
      parts.add(
          new Part(
              backend,
              name,
              subtask,
              parallelism,
              longKeys,
              forgets,
              new SnapshotShelf(environment.files(), shelf)));
    }
  }

  private void openAll() {
    parts.forEach(Part::open);
  }

  private void work() {
    for (int i = random.nextInt(60); i > 0; i--) {
      long key = random.nextInt(KEYS);
      Part part = owner(key);
      int what = random.nextInt(20);
      if (what < 14) {
        part.add(key, 1 + random.nextInt(1000), model);
      } else if (what < 17) {
        part.remove(key, model);
      } else if (!forgets && what < 19) {
        part.addToSlice(1 + random.nextInt(4) * 60_000L, key, 1 + random.nextInt(1000), model);
      } else if (model.timers.putIfAbsent(now + 1 + random.nextInt(50), key) == null) {
        setTimers(part, key);
      }
    }
    if (!forgets && random.nextInt(4) == 0) {
      long namespace = 1 + random.nextInt(4) * 60_000L;
      parts.forEach(part -> part.dropSlice(namespace, model));
      model.slices.remove(namespace);
    }
    now += random.nextInt(20);
    fire();
  }

  private void setTimers(Part part, long key) {
    model.timers.forEach(
        (timeMs, of) -> {
          if (of == key) {
            part.setTimer(timeMs, key);
          }
        });
  }

  private void fire() {
    List<String> fired = new ArrayList<>();
    for (Part part : parts) {
      while (part.timers()
          .pollDue(
              now,
              (timeMs, slot, tag) -> fired.add(timeMs + tag + part.store.keys().keyAt(slot)))) {
        assertThat(fired).isNotEmpty();
      }
    }
    List<String> expected = new ArrayList<>();
    model
        .timers
        .headMap(now, true)
        .forEach((timeMs, key) -> expected.add(timeMs + "t" + key + owner(key).name(key)));
    model.timers.headMap(now, true).clear();
    assertThat(fired).containsExactlyInAnyOrderElementsOf(expected);
  }

  private void advanceSnapshot() {
    if (open.isEmpty()) {
      if (random.nextInt(4) == 0) {
        epoch++;
        openModel = model.copy();
        for (Part part : parts) {
          open.add(part.store.snapshot(epoch));
          attempts.add(part.shelf.begin());
        }
      }
      return;
    }
    if (random.nextInt(12) == 0) {
      giveUp();
      return;
    }
    int pieces = random.nextInt(6);
    boolean done = true;
    for (int i = 0; i < open.size(); i++) {
      boolean written = false;
      for (int piece = 0; piece <= pieces && !written; piece++) {
        written = open.get(i).writeSome(attempts.get(i));
      }
      done &= written;
    }
    if (done) {
      complete();
    }
  }

  private void giveUp() {
    open.forEach(StoreSnapshot::close);
    attempts.forEach(SnapshotShelf.Attempt::abandon);
    open.clear();
    attempts.clear();
  }

  private void complete() {
    List<StoredState> now = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Part part = parts.get(i);
      now.add(attempts.get(i).complete(part.spec, part.backend, open.get(i).stored()));
      open.get(i).completed();
      open.get(i).close();
    }
    open.clear();
    attempts.clear();
    stored = now;
    storedModel = openModel;
    snapshots++;
  }

  private void restart() {
    open.forEach(StoreSnapshot::close);
    open.clear();
    attempts.clear();
    close();
    model = storedModel.copy();
    start(1 + random.nextInt(3));
    for (Part part : parts) {
      for (StoredState state : stored) {
        if (state.range().from() < part.spec.range().to()
            && part.spec.range().from() < state.range().to()) {
          try (StateImage image = provider(state).open(state)) {
            part.store.restore(image);
          }
        }
      }
      part.open();
      // pages of dropped or emptied namespaces may have come along; nothing is in them
      assertThat(part.store.unclaimed()).isSubsetOf("slice", "slice-tally");
      if (random.nextBoolean()) {
        part.checkAll(model);
      }
    }
    restores++;
    now = model.timers.isEmpty() ? now : Math.min(now, model.timers.firstKey() - 1);
  }

  private static StateBackendProvider provider(StoredState state) {
    return ProviderLoader.named(
        StateBackendProvider.class, state.backend(), "It is on the test class path.");
  }

  private Part owner(long key) {
    return parts.stream().filter(part -> part.owns(key)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    open.forEach(StoreSnapshot::close);
    open.clear();
    if (backend != null) {
      backend.close();
      backend = null;
    }
    parts.clear();
  }
}
