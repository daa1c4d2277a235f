package io.millrace.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.error.MillraceException;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.state.FoldedState;
import io.millrace.api.state.ListState;
import io.millrace.api.state.MapState;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.StateTtl;
import io.millrace.api.state.ValueState;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StateHandlesTest {
  private static final Duration TTL = Duration.ofMillis(20);

  private final SimulatedTime time = new SimulatedTime(1_000);
  private final KeyCursor cursor = new KeyCursor();
  private final StateBackend backend =
      ProviderLoader.named(StateBackendProvider.class, "memory", "")
          .create(BackendContext.of(new SimulatedEnvironment(time)));
  private KeyedStateStore store = newStore(0);
  private StateHandles handles = newHandles();

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void whenTwoStatesHaveOneName_thenTheErrorNamesOperatorAndState() {
    handles.value(StateSpec.value("total", Long.class));

    assertThatThrownBy(() -> handles.list(StateSpec.list("total", Long.class)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("STATE_INVALID")
        .hasMessageContaining("'totals'")
        .hasMessageContaining("'total'");
  }

  @Test
  void whenThereIsNoCurrentKey_thenStateIsRefused() {
    ValueState<Long> state = handles.value(StateSpec.value("total", Long.class));

    assertThatThrownBy(state::get)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("STATE_INVALID");
  }

  @Test
  void whenStateBecomesEmpty_thenItsSlotIsGivenBack() {
    ValueState<Long> value = handles.value(StateSpec.value("v", Long.class));
    ListState<Long> list = handles.list(StateSpec.list("l", Long.class));
    MapState<String, Long> map = handles.map(StateSpec.map("m", String.class, Long.class));
    enter("a");
    value.set(1L);
    list.add(2L);
    map.put("x", 3L);
    map.put("y", 4L);
    store.reclaim();
    value.clear();
    list.set(List.of());
    map.remove("x");
    store.reclaim();
    assertThat(store.keys().size()).isOne();

    map.remove("y");
    store.reclaim();

    assertThat(store.keys().size()).isZero();
  }

  @Test
  void whenCopyWasTaken_thenLaterChangesDoNotShowInIt() {
    ListState<Long> list = handles.list(StateSpec.list("l", Long.class));
    MapState<String, Long> map = handles.map(StateSpec.map("m", String.class, Long.class));
    enter("a");
    list.add(1L);
    map.put("x", 1L);
    List<Long> items = list.get();
    Map<String, Long> entries = map.entries();

    list.add(2L);
    map.put("y", 2L);

    assertThat(items).containsExactly(1L);
    assertThat(entries).containsOnlyKeys("x");
  }

  @Test
  void whenMapIsRead_thenEntriesComeInOrderOfInsertion() {
    MapState<String, Long> map = handles.map(StateSpec.map("m", String.class, Long.class));
    enter("a");
    for (String name : List.of("q", "b", "z", "a")) {
      map.put(name, 1L);
    }

    assertThat(map.entries().keySet()).containsExactly("q", "b", "z", "a");
  }

  @Test
  void whenNobodyReadsExpiredState_thenTheSweepGivesItsSlotsBack() {
    StateTtl ttl = StateTtl.afterWrite(TTL);
    ValueState<Long> value = handles.value(StateSpec.value("v", Long.class).ttl(ttl));
    ListState<Long> list = handles.list(StateSpec.list("l", Long.class).ttl(ttl));
    MapState<String, Long> map = handles.map(StateSpec.map("m", String.class, Long.class).ttl(ttl));
    for (int i = 0; i < 300; i++) {
      enter("key-" + i);
      value.set(1L);
      list.add(2L);
      map.put("x", 3L);
    }
    cursor.leave();
    time.advance(TTL.toMillis() - 1);
    handles.sweep(1_000);
    store.reclaim();
    assertThat(store.keys().size()).isEqualTo(300);

    time.advance(1);
    handles.sweep(100);
    store.reclaim();
    assertThat(store.keys().size()).isEqualTo(200);
    handles.sweep(200);
    store.reclaim();

    assertThat(store.keys().size()).isZero();
  }

  @Test
  void whenExpiredStateMayStillBeSeen_thenTheIdleSweepLeavesItToTheReader() {
    StateTtl ttl = StateTtl.afterWrite(TTL).showExpiredUntilCleaned();
    ValueState<Long> value = handles.value(StateSpec.value("v", Long.class).ttl(ttl));
    enter("a");
    value.set(1L);
    time.advance(100);

    handles.sweepIdle(10);

    assertThat(value.get()).isEqualTo(1L);
    assertThat(value.get()).isNull();
  }

  @Test
  void whenCommandsAreRandom_thenStateEqualsTheNaiveOne() {
    Seeds.forEach(1_000, this::compareWithNaiveState);
  }

  private void compareWithNaiveState(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean expires = random.nextInt(4) > 0;
    StateTtl.Touch touch =
        random.nextBoolean() ? StateTtl.Touch.WRITE : StateTtl.Touch.READ_AND_WRITE;
    StateTtl ttl =
        expires
            ? new StateTtl(1 + random.nextInt(30), touch, StateTtl.Visibility.NEVER_EXPIRED)
            : null;
    store = newStore((int) (seed & 0xFFFF) + 1);
    handles = newHandles();
    ValueState<Long> value = handles.value(new StateSpec.Value<>("v", Long.class, null, ttl));
    ListState<Long> list = handles.list(new StateSpec.Items<>("l", Long.class, ttl));
    MapState<String, Long> map =
        handles.map(new StateSpec.Entries<>("m", String.class, Long.class, ttl));
    StateSpec.Folded<Long, ?, Long> sum = StateSpec.reducing("s", Long.class, Long::sum);
    FoldedState<Long, Long> folded = ttl == null ? handles.folded(sum) : folded(sum, ttl);
    Map<String, NaiveState> naive = new HashMap<>();

    for (int step = 0; step < 60; step++) {
      time.advance(random.nextInt(8));
      String key = "k" + random.nextInt(3);
      NaiveState expected = naive.computeIfAbsent(key, absent -> new NaiveState(ttl));
      enter(key);
      expected.now = time.wallMillis();
      long number = random.nextInt(100);
      String name = "n" + random.nextInt(3);
      switch (random.nextInt(14)) {
        case 0 -> {
          value.set(number);
          expected.valueSet(number);
        }
        case 1 -> assertThat(value.get()).isEqualTo(expected.valueGet());
        case 2 -> {
          value.clear();
          expected.value.clear();
        }
        case 3 -> {
          list.add(number);
          expected.listAdd(number);
        }
        case 4 -> {
          list.set(List.of(number, number + 1));
          expected.list.clear();
          expected.listAdd(number);
          expected.listAdd(number + 1);
        }
        case 5 -> assertThat(list.get()).isEqualTo(expected.listGet());
        case 6 -> {
          map.put(name, number);
          expected.map.put(name, new NaiveState.Entry(number, expected.now));
        }
        case 7 -> assertThat(map.get(name)).isEqualTo(expected.mapGet(name));
        case 8 -> assertThat(map.contains(name)).isEqualTo(expected.mapGet(name) != null);
        case 9 -> {
          map.remove(name);
          expected.map.remove(name);
        }
        case 10 -> assertThat(map.entries()).isEqualTo(expected.mapEntries());
        case 11 -> {
          folded.add(number);
          expected.sumAdd(number);
        }
        case 12 -> assertThat(folded.get()).isEqualTo(expected.sumGet());
        default -> handles.sweep(random.nextInt(4));
      }
      store.reclaim();
    }
    checkSlotsAreGivenBack(ttl, value, list, map, folded);
    store.close();
  }

  private void checkSlotsAreGivenBack(
      StateTtl ttl,
      ValueState<Long> value,
      ListState<Long> list,
      MapState<String, Long> map,
      FoldedState<Long, Long> folded) {
    if (ttl == null) {
      for (int i = 0; i < 3; i++) {
        enter("k" + i);
        value.clear();
        list.clear();
        map.clear();
        folded.clear();
      }
    } else {
      time.advance(ttl.millis());
      handles.sweep(10);
    }
    store.reclaim();
    assertThat(store.keys().size()).isZero();
  }

  private <A> FoldedState<Long, Long> folded(StateSpec.Folded<Long, A, Long> spec, StateTtl ttl) {
    return handles.folded(spec.ttl(ttl));
  }

  private void enter(String key) {
    int[] slots = new int[1];
    store.keys().resolve(new Object[] {key}, 1, slots);
    cursor.moveTo(slots[0]);
  }

  private KeyedStateStore newStore(int subtask) {
    return backend.open(
        new StoreSpec(
            "totals-" + subtask,
            0,
            KeyGroupRange.of(0, 1, KeyGroupRange.DEFAULT_GROUPS),
            false,
            null));
  }

  private StateHandles newHandles() {
    return new StateHandles("totals", store, time, cursor);
  }

  /**
   * State of one key, in the most naive way: nothing is ever cleaned up, everything is filtered.
   */
  private static final class NaiveState {
    record Entry(long value, long touchedMs) {}

    final StateTtl ttl;
    final List<Entry> value = new ArrayList<>();
    final List<Entry> sum = new ArrayList<>();
    final List<Entry> list = new ArrayList<>();
    final Map<String, Entry> map = new LinkedHashMap<>();
    long now;

    NaiveState(StateTtl ttl) {
      this.ttl = ttl;
    }

    boolean live(Entry entry) {
      return ttl == null || now < entry.touchedMs() + ttl.millis();
    }

    Entry read(Entry entry) {
      boolean touches = ttl != null && ttl.touch() == StateTtl.Touch.READ_AND_WRITE;
      return touches ? new Entry(entry.value(), now) : entry;
    }

    void valueSet(long number) {
      value.clear();
      value.add(new Entry(number, now));
    }

    Long valueGet() {
      return readOne(value);
    }

    void sumAdd(long number) {
      long before = sum.isEmpty() || !live(sum.get(0)) ? 0 : sum.get(0).value();
      sum.clear();
      sum.add(new Entry(before + number, now));
    }

    Long sumGet() {
      return readOne(sum);
    }

    private Long readOne(List<Entry> one) {
      one.removeIf(entry -> !live(entry));
      one.replaceAll(this::read);
      return one.isEmpty() ? null : one.get(0).value();
    }

    void listAdd(long number) {
      list.add(new Entry(number, now));
    }

    List<Long> listGet() {
      list.removeIf(entry -> !live(entry));
      list.replaceAll(this::read);
      return list.stream().map(Entry::value).toList();
    }

    Long mapGet(String name) {
      map.values().removeIf(entry -> !live(entry));
      Entry entry = map.computeIfPresent(name, (same, old) -> read(old));
      return entry == null ? null : entry.value();
    }

    Map<String, Long> mapEntries() {
      map.values().removeIf(entry -> !live(entry));
      map.replaceAll((name, entry) -> read(entry));
      Map<String, Long> values = new LinkedHashMap<>();
      map.forEach((name, entry) -> values.put(name, entry.value()));
      return values;
    }
  }
}
