package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codecs;
import io.millrace.core.environment.SystemEnvironment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bound for all stores of a job, whatever their values weigh. */
final class BudgetTest {
  private static final long BUDGET = 8 << 20;
  private static final int VALUE_BYTES = 10_000;
  private static final int KEYS = 1_000;
  private static final StoreSpec SPEC =
      new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, Codecs.of(Long.class), true);

  @TempDir private Path directory;
  private StateBackend backend;

  @BeforeEach
  void start() {
    backend =
        new RocksDbStateBackendProvider()
            .create(
                new BackendContext(
                    SystemEnvironment.create(), "job", directory.resolve("state"), BUDGET));
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void whenValuesAreLarge_thenAllStoresTogetherKeepToTheBudget() {
    RocksDbStateStore first = open(true);
    RocksDbStateStore second = open(true);
    long most = 0;
    for (long key = 0; key < KEYS; key++) {
      put(first, key);
      put(second, key);
      most = Math.max(most, (long) (first.resident() + second.resident()) * VALUE_BYTES);
    }
    assertThat(most).isGreaterThan(BUDGET / 8).isLessThan(BUDGET);
    for (long key = 0; key < KEYS; key++) {
      assertThat(get(first, key)).isEqualTo(text(key));
    }
  }

  @Test
  void whenAStoreCanMoveNothingOut_thenTheOthersGetLess() {
    RocksDbStateStore moving = open(true);
    for (long key = 0; key < KEYS; key++) {
      put(moving, key);
    }
    int alone = moving.resident();
    RocksDbStateStore keeping = open(false);
    for (long key = 0; key < KEYS; key++) {
      put(keeping, key);
    }
    put(moving, 0);
    assertThat(keeping.resident()).isEqualTo(KEYS);
    assertThat(moving.resident()).isLessThan(alone / 2).isPositive();
  }

  private RocksDbStateStore open(boolean movesOut) {
    RocksDbStateStore store = (RocksDbStateStore) backend.open(SPEC);
    if (movesOut) {
      store.forgetsSlots();
    }
    return store;
  }

  private static void put(RocksDbStateStore store, long key) {
    int slot = slot(store, key);
    ObjectColumn<String> column = column(store);
    if (column.get(slot) == null) {
      store.retain(slot);
    }
    column.set(slot, text(key));
    store.reclaim();
  }

  private static String get(RocksDbStateStore store, long key) {
    String text = column(store).get(slot(store, key));
    store.reclaim();
    return String.valueOf(text);
  }

  private static ObjectColumn<String> column(RocksDbStateStore store) {
    return store.objects(ColumnSpec.objects("value", Codecs.of(String.class)), 0);
  }

  private static String text(long key) {
    return Character.toString((char) ('a' + key % 26)).repeat(VALUE_BYTES);
  }

  private static int slot(RocksDbStateStore store, long key) {
    int[] slots = new int[1];
    store.keys().resolve(new long[] {key}, 1, slots);
    return slots[0];
  }
}
