package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A frozen store shows one moment while writing goes on, and costs copies only while it is open.
 */
final class FrozenStoreTest {
  private static final ColumnSpec LONGS = ColumnSpec.longs("l");
  private static final ColumnSpec DOUBLES = ColumnSpec.doubles("d");
  private static final ColumnSpec OBJECTS = ColumnSpec.objects("o", null);
  private static final int NAMESPACES = 3;
  private static final int SLOTS = 64; // the first 16 of 4 pages

  /** What a snapshot must show. */
  private record Expected(FrozenStore frozen, Map<String, Object> values) {}

  private static MemoryStateStore store() {
    return new MemoryStateStore(new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, null));
  }

  @Test
  void whenWritingGoesOn_thenEachSnapshotShowsItsMoment() {
    Seeds.forEach(200, FrozenStoreTest::writeAndFreeze);
  }

  private static void writeAndFreeze(long seed) {
    Random random = new Random(seed);
    MemoryStateStore store = store();
    Map<String, Object> now = new HashMap<>();
    List<Expected> open = new ArrayList<>();
    for (int step = 0, epoch = 1; step < 400; step++) {
      int namespace = random.nextInt(NAMESPACES);
      int action = random.nextInt(100);
      if (action < 90) {
        write(store, now, namespace, slot(random.nextInt(SLOTS)), random.nextInt(3), step + 1);
      } else if (action < 93) {
        store.drop(List.of(LONGS, DOUBLES, OBJECTS).get(random.nextInt(3)), namespace);
        now.clear(); // rebuilt below: simpler than to pick out what went
        remember(store, now);
      } else if (action < 97) {
        open.add(new Expected(store.freeze(++epoch), Map.copyOf(now)));
      } else if (!open.isEmpty()) {
        open.remove(random.nextInt(open.size())).frozen().close();
      }
      if (step % 40 == 0) {
        open.forEach(FrozenStoreTest::check);
      }
    }
    open.forEach(FrozenStoreTest::check);
    store.close();
  }

  private static int slot(int number) {
    return number / 16 * Pages.SIZE + number % 16;
  }

  private static void write(
      MemoryStateStore store,
      Map<String, Object> now,
      int namespace,
      int slot,
      int kind,
      int value) {
    switch (kind) {
      case 0 -> store.longs(LONGS, namespace).set(slot, value);
      case 1 -> store.doubles(DOUBLES, namespace).set(slot, value);
      default -> store.objects(OBJECTS, namespace).set(slot, value);
    }
    now.put(
        "ldo".charAt(kind) + "/" + namespace + "/" + slot,
        kind == 0 ? (Object) (long) value : kind == 1 ? (Object) (double) value : value);
  }

  private static void remember(MemoryStateStore store, Map<String, Object> now) {
    for (int namespace = 0; namespace < NAMESPACES; namespace++) {
      for (int i = 0; i < SLOTS; i++) {
        int slot = slot(i);
        long number = store.longs(LONGS, namespace).get(slot);
        double fraction = store.doubles(DOUBLES, namespace).get(slot);
        Object object = store.objects(OBJECTS, namespace).get(slot);
        if (number != 0) {
          now.put("l/" + namespace + "/" + slot, number);
        }
        if (fraction != 0) {
          now.put("d/" + namespace + "/" + slot, fraction);
        }
        if (object != null) {
          now.put("o/" + namespace + "/" + slot, object);
        }
      }
    }
  }

  private static void check(Expected expected) {
    Map<String, Object> shown = new HashMap<>();
    for (FrozenColumn column : expected.frozen().columns()) {
      for (int i = 0; i < SLOTS; i++) {
        int slot = slot(i);
        Object value = column.valueAt(slot);
        if (value != null && ((Number) value).doubleValue() != 0) {
          shown.put(column.spec().name() + "/" + column.namespace() + "/" + slot, value);
        }
      }
    }
    assertThat(shown).isEqualTo(expected.values());
  }

  @Test
  void whenKeysAndTimersChangeAfterwards_thenTheSnapshotStillShowsThem() {
    MemoryStateStore store = store();
    int[] slots = new int[2];
    store.keys().resolve(new long[] {11, 22}, 2, slots);
    store.retain(slots[0]);
    TimerTable<String> timers = store.timers("t", TimeDomain.EVENT, null);
    timers.set(5, slots[1], "x");
    try (FrozenStore frozen = store.freeze(2)) {
      timers.cancel(5, slots[1], "x");
      store.release(slots[0]);
      store.reclaim();
      store.keys().resolve(new long[] {33, 44}, 2, slots);
      assertThat(frozen.slotBound()).isEqualTo(2);
      assertThat(frozen.keys().valueAt(0)).isEqualTo(11L);
      assertThat(frozen.keys().valueAt(1)).isEqualTo(22L);
      assertThat(frozen.lives().valueAt(0)).isEqualTo(2L);
      assertThat(frozen.timers()).hasSize(1);
      assertThat(frozen.timers().get(0).times()).containsExactly(5);
      assertThat(frozen.epoch()).isEqualTo(1);
    }
  }

  @Test
  void whenASnapshotIsOpen_thenAPageIsCopiedOnceAndOnlyWhenWritten() {
    MemoryStateStore store = store();
    LongColumn column = store.longs(LONGS, 0);
    column.set(0, 1);
    column.set(Pages.SIZE, 1);
    long[] first = column.readable(0);
    long[] second = column.readable(1);
    FrozenStore frozen = store.freeze(2);
    column.set(0, 2);
    long[] copy = column.readable(0);
    assertThat(copy).isNotSameAs(first);
    assertThat(column.readable(1)).isSameAs(second);
    store.advanceEpoch(3);
    column.set(0, 3);
    assertThat(column.readable(0)).as("the snapshot does not read the copy").isSameAs(copy);
    frozen.close();
    column.set(Pages.SIZE, 2);
    assertThat(column.readable(1)).as("no snapshot is open").isSameAs(second);
  }

  @Test
  void whenASliceIsDroppedEachSecond_thenItsPagesComeBack() {
    MemoryStateStore store = store();
    long[] page = null;
    for (long slice = 1; slice < 50; slice++) {
      LongColumn column = store.longs(LONGS, slice);
      column.set(7, slice);
      assertThat(column.get(8)).isZero();
      if (page != null) {
        assertThat(column.readable(0)).isSameAs(page);
      }
      page = column.readable(0);
      store.drop(LONGS, slice);
      assertThat(store.pool().kept()).isEqualTo(1);
    }
  }

  @Test
  void whenADroppedColumnIsPartOfASnapshot_thenItsPagesAreLeftToIt() {
    MemoryStateStore store = store();
    store.longs(LONGS, 1).set(7, 42);
    FrozenStore frozen = store.freeze(2);
    store.drop(LONGS, 1);
    assertThat(store.pool().kept()).isZero();
    store.longs(LONGS, 2).set(7, 43);
    assertThat(frozen.columns().get(0).valueAt(7)).isEqualTo(42L);
    frozen.close();
  }

  @Test
  void whenMuchIsDropped_thenThePoolStaysBounded() {
    MemoryStateStore store = store();
    LongColumn column = store.longs(LONGS, 1);
    for (int page = 0; page < 2 * PagePool.KEPT_MAX; page++) {
      column.set(page * Pages.SIZE, 1);
    }
    long full = store.estimatedBytes();
    store.drop(LONGS, 1);
    assertThat(store.pool().kept()).isEqualTo(PagePool.KEPT_MAX);
    assertThat(store.estimatedBytes()).isLessThan(full * 6 / 10);
  }
}
