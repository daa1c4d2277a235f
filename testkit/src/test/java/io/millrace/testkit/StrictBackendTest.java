package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.strict.StrictBackendProvider;
import org.junit.jupiter.api.Test;

class StrictBackendTest {
  private static final ColumnSpec ARRAYS = ColumnSpec.objects("arrays", Codecs.of(long[].class));
  private static final ColumnSpec LONGS = ColumnSpec.longs("longs");

  private final StrictBackendProvider provider = new StrictBackendProvider();

  private static StoreSpec spec(int subtask, int parallelism) {
    KeyGroupRange range = KeyGroupRange.of(subtask, parallelism, 128);
    return new StoreSpec("op", subtask, range, false, Codecs.of(String.class), true);
  }

  private KeyedStateStore store(int subtask, int parallelism) {
    return provider
        .create(BackendContext.of(new SimulatedEnvironment(new SimulatedTime(0))))
        .open(spec(subtask, parallelism));
  }

  private static int slot(KeyedStateStore store, String key) {
    int[] slots = new int[1];
    store.keys().resolve(new Object[] {key}, 1, slots);
    return slots[0];
  }

  @Test
  void whenAnObjectIsChangedInPlaceWithoutAsking_thenTheNextSnapshotFails() {
    KeyedStateStore store = store(0, 1);
    ObjectColumn<long[]> arrays = store.objects(ARRAYS, 0);
    long[] content = {1};
    arrays.set(slot(store, "a"), content);
    store.snapshot(2).close();
    content[0] = 2;

    assertThatThrownBy(() -> store.snapshot(3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("'arrays'");
  }

  @Test
  void whenAnObjectIsChangedBeforeItIsAskedFor_thenTheAskingFails() {
    KeyedStateStore store = store(0, 1);
    ObjectColumn<long[]> arrays = store.objects(ARRAYS, 0);
    long[] content = {1};
    arrays.set(slot(store, "a"), content);
    store.snapshot(2).close();
    content[0] = 2;

    assertThatThrownBy(() -> arrays.change(0)).isInstanceOf(AssertionError.class);
  }

  @Test
  void whenItIsAskedForFirst_thenChangesInPlaceAreFine() {
    KeyedStateStore store = store(0, 1);
    ObjectColumn<long[]> arrays = store.objects(ARRAYS, 0);
    long[] content = {1};
    arrays.set(slot(store, "a"), content);
    store.snapshot(2).close();
    assertThat(arrays.change(0)).isSameAs(content);
    content[0] = 2;
    store.snapshot(3).close();

    assertThat(arrays.get(0)).containsExactly(2);
  }

  @Test
  void whenAColumnHasNoCodec_thenItIsRefused() {
    KeyedStateStore store = store(0, 1);

    assertThatThrownBy(() -> store.objects(ColumnSpec.objects("bare", null), 0))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("'bare'")
        .hasMessageContaining("'op'");
  }

  @Test
  void whenSeveralSnapshotsAreRestored_thenEachStoreHasItsKeysWithAllThatIsStored() {
    String[] keys = {"a", "b", "c", "d", "e", "f"};
    KeyedStateStore store = store(0, 1);
    TimerTable<String> timers = store.timers("t", TimeDomain.EVENT, Codecs.of(String.class));
    for (int i = 0; i < keys.length; i++) {
      int slot = slot(store, keys[i]);
      store.longs(LONGS, 7).set(slot, i + 1L);
      store.objects(ARRAYS, 0).set(slot, new long[] {i});
      timers.set(i, slot, keys[i]);
      store.retain(slot);
    }
    StoredInMemory stored = StoredInMemory.write(spec(0, 1), "strict", store.snapshot(2));

    int seen = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      KeyedStateStore half = store(subtask, 2);
      half.restore(provider.open(stored));
      assertThat(half.unclaimed()).containsExactly("arrays", "longs", "t");
      assertThat(half.namespaces(LONGS)).containsExactly(7);
      LongColumn longs = half.longs(LONGS, 7);
      ObjectColumn<long[]> arrays = half.objects(ARRAYS, 0);
      Codec<String> names = Codecs.of(String.class);
      seen += half.timers("t", TimeDomain.EVENT, names).size();
      for (int i = 0; i < keys.length; i++) {
        int slot = half.keys().find(keys[i]);
        if (slot >= 0) {
          assertThat(longs.get(slot)).isEqualTo(i + 1L);
          assertThat(arrays.get(slot)).containsExactly(i);
        }
      }
      half.reclaim();
      assertThat(half.unclaimed()).isEmpty();
    }
    assertThat(seen).isEqualTo(keys.length);
  }
}
