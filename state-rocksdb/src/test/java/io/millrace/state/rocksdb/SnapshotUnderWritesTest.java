package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StateImage.StoredColumn;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.testkit.SnapshotShelf;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A snapshot shows one moment, while its store's thread changes objects in place and moves keys
 * out.
 */
final class SnapshotUnderWritesTest {
  private static final ColumnSpec TOTAL = ColumnSpec.longs("total");
  private static final ColumnSpec TALLY = ColumnSpec.objects("tally", Tally.CODEC);
  private static final int KEYS = 20_000;
  private static final int BATCH = 500;
  private static final StoreSpec SPEC =
      new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, Codecs.of(Long.class), true);

  @TempDir private Path directory;

  private final Random random = new Random(7);
  private final long[] keys = new long[BATCH];
  private final int[] slots = new int[BATCH];

  @ParameterizedTest
  @ValueSource(longs = {256L << 20, 1L << 20})
  void whenTheOwnerGoesOn_thenTheSnapshotShowsTheBarrier(long memoryBytes) throws Exception {
    SnapshotShelf shelf =
        new SnapshotShelf(SystemEnvironment.create().files(), directory.resolve("shelf"));
    long events = 0;
    try (StateBackend backend = backend(memoryBytes)) {
      KeyedStateStore store = backend.open(SPEC);
      store.forgetsSlots();
      for (int round = 1; round <= 6; round++) {
        for (int i = 0; i < 40; i++) {
          events += batch(store);
        }
        StoreSnapshot snapshot = store.snapshot(round + 1);
        CompletableFuture<StoredState> stored =
            CompletableFuture.supplyAsync(() -> shelf.store(SPEC, "rocksdb", snapshot));
        long later = 0;
        while (!stored.isDone()) {
          later += batch(store);
        }
        check(stored.get(), events);
        events += later;
      }
    }
    assertThat(NativeScope.live()).isZero();
  }

  @Test
  void whenNothingChanged_thenFilesAreNamedAgain() {
    SnapshotShelf shelf =
        new SnapshotShelf(SystemEnvironment.create().files(), directory.resolve("shelf"));
    try (StateBackend backend = backend(64L << 20)) {
      KeyedStateStore store = backend.open(SPEC);
      store.forgetsSlots();
      for (int i = 0; i < 100; i++) {
        batch(store);
      }
      StoredState first = shelf.store(SPEC, "rocksdb", store.snapshot(2));
      StoredState second = shelf.store(SPEC, "rocksdb", store.snapshot(3));
      assertThat(second.files())
          .containsAll(first.files().stream().filter(file -> file.endsWith("sst")).toList());
    }
  }

  private StateBackend backend(long memoryBytes) {
    return new RocksDbStateBackendProvider()
        .create(
            new BackendContext(
                SystemEnvironment.create(), "job", directory.resolve("state"), memoryBytes));
  }

  private int batch(KeyedStateStore store) {
    for (int i = 0; i < BATCH; i++) {
      keys[i] = random.nextInt(KEYS);
    }
    store.keys().resolve(keys, BATCH, slots);
    LongColumn totals = store.longs(TOTAL, 0);
    ObjectColumn<Tally> tallies = store.objects(TALLY, 0);
    for (int i = 0; i < BATCH; i++) {
      totals.add(slots[i], 1);
      Tally tally = tallies.change(slots[i]);
      if (tally == null) {
        tallies.set(slots[i], new Tally(1));
        store.retain(slots[i]);
      } else {
        tally.count++;
      }
    }
    store.reclaim();
    return BATCH;
  }

  /** Each event counts once in both columns; all events before the barrier do, and no other. */
  private static void check(StoredState stored, long events) {
    Map<Integer, Long> totals = new HashMap<>();
    Map<Integer, Long> tallies = new HashMap<>();
    try (StateImage image = new RocksDbStateBackendProvider().open(stored)) {
      for (StoredColumn column : image.columns()) {
        image.values(
            column,
            new StateImage.ValueReceiver() {
              @Override
              public void value(int place, long value) {
                totals.put(place, value);
              }

              @Override
              public void value(int place, DataReader value) {
                tallies.put(place, Tally.CODEC.read(value).count);
              }
            });
      }
    }
    assertThat(totals.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(events);
    assertThat(tallies).isEqualTo(totals);
  }
}
