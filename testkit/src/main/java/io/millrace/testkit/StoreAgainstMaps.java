package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.codec.Codecs;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Random work on a store, compared with plain maps: keys come and go, slots are used again, epochs
 * pass.
 */
final class StoreAgainstMaps {
  private static final ColumnSpec TOTAL = ColumnSpec.longs("total");
  private static final ColumnSpec LAST = ColumnSpec.objects("last", Codecs.of(String.class));
  private static final int ROUNDS = 60;

  private final KeyedStateStore store;
  private final Random random;
  private final Map<Long, Long> totals = new HashMap<>();
  private final long keySpread;
  private final int distinctKeys;

  StoreAgainstMaps(KeyedStateStore store, long seed) {
    this.store = store;
    this.random = new Random(seed);
    this.distinctKeys = 1 + random.nextInt(random.nextBoolean() ? 30 : 3_000);
    this.keySpread = 1L << random.nextInt(48);
  }

  void run() {
    for (int round = 0; round < ROUNDS; round++) {
      addBatch(1 + random.nextInt(200));
      forgetSome();
      store.reclaim();
      if (random.nextInt(8) == 0) {
        store.advanceEpoch(round + 2L);
      }
      assertThat(store.keys().size()).as("keys").isEqualTo(totals.size());
    }
    check();
  }

  private void addBatch(int size) {
    long[] keys = new long[size];
    @Nullable Object[] objects = new @Nullable Object[size];
    int[] slots = new int[size];
    for (int i = 0; i < size; i++) {
      keys[i] = (random.nextInt(distinctKeys) - distinctKeys / 2) * keySpread;
      objects[i] = key(keys[i]);
    }
    if (store.keys().longKeys()) {
      store.keys().resolve(keys, size, slots);
    } else {
      store.keys().resolve(objects, size, slots);
    }
    LongColumn totalColumn = store.longs(TOTAL, 0);
    ObjectColumn<String> lastColumn = store.objects(LAST, 0);
    for (int i = 0; i < size; i++) {
      Long total = totals.get(keys[i]);
      assertThat(totalColumn.get(slots[i]))
          .as("total of %s", keys[i])
          .isEqualTo(total == null ? 0 : total);
      if (random.nextInt(4) == 0 && total == null) {
        continue; // looked up, but nothing stored
      }
      if (total == null) {
        store.retain(slots[i]);
      }
      totalColumn.add(slots[i], i + 1);
      lastColumn.set(slots[i], "k" + keys[i]);
      totals.merge(keys[i], i + 1L, Long::sum);
    }
  }

  /**
   * Releases without clearing the columns: whoever gets the slot next must not see what was there.
   */
  private void forgetSome() {
    int percent = random.nextInt(100);
    Set<Long> gone = new HashSet<>();
    for (Long key : totals.keySet()) {
      if (random.nextInt(100) < percent) {
        store.release(store.keys().find(key(key)));
        gone.add(key);
      }
    }
    totals.keySet().removeAll(gone);
  }

  private void check() {
    Set<Integer> slots = new HashSet<>();
    totals.forEach(
        (key, total) -> {
          int slot = store.keys().find(key(key));
          assertThat(slot).as("slot of %s", key).isBetween(0, store.keys().slotBound() - 1);
          assertThat(slots.add(slot)).as("slot %s is given once", slot).isTrue();
          assertThat(store.keys().keyAt(slot)).isEqualTo(key(key));
          assertThat(store.longs(TOTAL, 0).get(slot)).as("total of %s", key).isEqualTo(total);
          assertThat(store.<String>objects(LAST, 0).get(slot)).isEqualTo("k" + key);
        });
    for (int slot = 0; slot < store.keys().slotBound(); slot++) {
      assertThat(store.keys().occupied(slot)).as("slot %s", slot).isEqualTo(slots.contains(slot));
    }
  }

  private Object key(long key) {
    return store.keys().longKeys() ? (Object) key : "key " + key;
  }
}
