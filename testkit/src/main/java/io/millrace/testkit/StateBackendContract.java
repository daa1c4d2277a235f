package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codecs;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.ErrorCode;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exam every state backend must pass: extend it in the backend's module. */
public abstract class StateBackendContract {
  private static final ColumnSpec COUNT = ColumnSpec.longs("count");
  private static final ColumnSpec SUM = ColumnSpec.doubles("sum");
  private static final ColumnSpec LAST = ColumnSpec.objects("last", Codecs.of(String.class));
  private static final int CASES = 30;

  private StateBackend backend;

  /** For subclasses. */
  protected StateBackendContract() {}

  /** A fresh, empty backend. */
  protected abstract StateBackend backend(Environment environment);

  @BeforeEach
  final void makeBackend() {
    backend = backend(new SimulatedEnvironment(new SimulatedTime(0)));
  }

  @AfterEach
  final void closeBackend() {
    backend.close();
  }

  @Test
  final void whenLongKeysAreResolvedAgain_thenTheirSlotsAreTheSame() {
    KeyedStateStore store = open(true);
    int[] first = new int[4];
    int[] again = new int[4];
    store.keys().resolve(new long[] {7, 0, 7, Long.MIN_VALUE}, 4, first);
    store.keys().resolve(new long[] {7, 0, 7, Long.MIN_VALUE}, 4, again);
    assertThat(again).isEqualTo(first);
    assertThat(first[0]).isEqualTo(first[2]);
    assertThat(store.keys().size()).isEqualTo(3);
    assertThat(store.keys().longKeys()).isTrue();
    assertThat(store.keys().longKeyAt(first[3])).isEqualTo(Long.MIN_VALUE);
    assertThat(store.keys().keyAt(first[0])).isEqualTo(7L);
    assertThat(store.keys().find(0L)).isEqualTo(first[1]);
    assertThat(store.keys().find(1L)).isEqualTo(-1);
  }

  @Test
  final void whenObjectKeysAreEqual_thenTheyShareASlot() {
    KeyedStateStore store = open(false);
    int[] slots = new int[3];
    String copy = " ann".strip(); // equal, not the same
    store.keys().resolve(new Object[] {"ann", "bob", copy}, 3, slots);
    assertThat(slots[2]).isEqualTo(slots[0]).isNotEqualTo(slots[1]);
    assertThat(store.keys().keyAt(slots[1])).isEqualTo("bob");
    assertThat(store.keys().find("ann")).isEqualTo(slots[0]);
    assertThat(store.keys().find("eve")).isEqualTo(-1);
    assertThat(store.keys().longKeys()).isFalse();
  }

  @Test
  final void whenHashCodesAreEqualButKeysAreNot_thenEachHasItsSlot() {
    KeyedStateStore store = open(false);
    int[] slots = new int[4];
    store.keys().resolve(new Object[] {"AaAa", "BBBB", "AaBB", "BBAa"}, 4, slots);
    assertThat(slots).doesNotHaveDuplicates();
    assertThat(store.keys().find("BBBB")).isEqualTo(slots[1]);
  }

  @Test
  final void whenAKeyIsNull_thenItIsRefusedAndNothingIsMade() {
    KeyedStateStore store = open(false);
    assertFails(
        ApiError.ARGUMENT_INVALID,
        () -> store.keys().resolve(new @Nullable Object[] {"ann", null}, 2, new int[2]));
    store.reclaim();
    assertThat(store.keys().size()).isZero();
  }

  @Test
  final void whenASlotWasNeverWritten_thenItReadsEmpty() {
    KeyedStateStore store = open(true);
    int far = 5 * Pages.SIZE + 17;
    store.longs(COUNT, 0).set(3, 5);
    assertThat(store.longs(COUNT, 0).get(4)).isZero();
    assertThat(store.longs(COUNT, 0).get(far)).isZero();
    assertThat(store.doubles(SUM, 0).get(far)).isZero();
    assertThat(store.<String>objects(LAST, 0).get(far)).isNull();
  }

  @Test
  final void whenSlotsAreWrittenAcrossPages_thenEachReadsBackItsOwn() {
    KeyedStateStore store = open(true);
    LongColumn longs = store.longs(COUNT, 0);
    DoubleColumn doubles = store.doubles(SUM, 0);
    ObjectColumn<String> objects = store.objects(LAST, 0);
    for (int slot = 0; slot < 3 * Pages.SIZE; slot += 1_000) {
      longs.set(slot, slot);
      longs.add(slot, 1);
      doubles.add(slot, slot + 0.5);
      objects.set(slot, "s" + slot);
    }
    for (int slot = 0; slot < 3 * Pages.SIZE; slot += 1_000) {
      assertThat(longs.get(slot)).isEqualTo(slot + 1);
      assertThat(doubles.get(slot)).isEqualTo(slot + 0.5);
      assertThat(objects.get(slot)).isEqualTo("s" + slot);
    }
  }

  @Test
  final void whenAColumnIsAskedForAgain_thenItIsTheSameObject() {
    KeyedStateStore store = open(true);
    assertThat(store.longs(ColumnSpec.longs("count"), 9)).isSameAs(store.longs(COUNT, 9));
    assertThat(store.longs(COUNT, 9)).isNotSameAs(store.longs(COUNT, 10));
    assertThat(store.timers("t", TimeDomain.EVENT, null))
        .isSameAs(store.timers("t", TimeDomain.EVENT, null));
  }

  @Test
  final void whenANameIsUsedForTwoKinds_thenItIsRefused() {
    KeyedStateStore store = open(true);
    store.longs(COUNT, 0).set(0, 1);
    assertFails(ApiError.STATE_INVALID, () -> store.doubles(ColumnSpec.doubles("count"), 0));
    assertFails(ApiError.STATE_INVALID, () -> store.doubles(COUNT, 1));
    store.timers("t", TimeDomain.EVENT, null);
    assertFails(ApiError.STATE_INVALID, () -> store.timers("t", TimeDomain.PROCESSING, null));
    assertThat(store.longs(COUNT, 0).get(0)).isEqualTo(1);
  }

  @Test
  final void whenANamespaceIsDropped_thenItIsEmptyAndTheOthersStay() {
    KeyedStateStore store = open(true);
    for (long namespace = -50; namespace < 50; namespace++) {
      store.longs(COUNT, namespace * 60_000).set(1, namespace);
      store.<String>objects(LAST, namespace * 60_000).set(1, "x");
    }
    for (long namespace = -50; namespace < 50; namespace += 2) {
      store.drop(COUNT, namespace * 60_000);
    }
    store.drop(COUNT, 1);
    for (long namespace = -50; namespace < 50; namespace++) {
      assertThat(store.longs(COUNT, namespace * 60_000).get(1))
          .isEqualTo(namespace % 2 == 0 ? 0 : namespace);
      assertThat(store.<String>objects(LAST, namespace * 60_000).get(1)).isEqualTo("x");
    }
  }

  @Test
  final void whenColumnsComeAndGo_thenEachNewOneIsEmpty() {
    KeyedStateStore store = open(true);
    for (long slice = 1; slice < 100; slice++) {
      LongColumn column = store.longs(COUNT, slice);
      DoubleColumn sums = store.doubles(SUM, slice);
      for (int slot = 0; slot < 2 * Pages.SIZE; slot += 500) {
        assertThat(column.get(slot)).isZero();
        column.set(slot, slice);
        assertThat(sums.get(slot)).isZero();
        sums.set(slot, -0.5);
        assertThat(column.get(slot + 1)).isZero();
      }
      store.drop(COUNT, slice);
      store.drop(SUM, slice);
    }
  }

  @Test
  final void whenAColumnIsCleared_thenItIsEmptyAndMayBeUsedAgain() {
    KeyedStateStore store = open(true);
    LongColumn column = store.longs(COUNT, 0);
    column.set(Pages.SIZE + 1, 4);
    column.clear();
    assertThat(column.allocatedPages()).isZero();
    assertThat(column.get(Pages.SIZE + 1)).isZero();
    column.add(Pages.SIZE + 1, 2);
    assertThat(column.get(Pages.SIZE + 1)).isEqualTo(2);
  }

  @Test
  final void whenNothingIsStoredForAKey_thenReclaimForgetsIt() {
    KeyedStateStore store = open(true);
    int[] slots = new int[3];
    store.keys().resolve(new long[] {1, 2, 3}, 3, slots);
    store.retain(slots[1]);
    store.reclaim();
    assertThat(store.keys().size()).isEqualTo(1);
    assertThat(store.keys().occupied(slots[0])).isFalse();
    assertThat(store.keys().occupied(slots[1])).isTrue();
    assertThat(store.keys().find(1L)).isEqualTo(-1);
  }

  @Test
  final void whenEverythingStoredIsGone_thenReclaimForgetsTheKey() {
    KeyedStateStore store = open(false);
    int slot = resolve(store, "ann");
    store.retain(slot);
    store.retain(slot);
    store.release(slot);
    store.reclaim();
    assertThat(store.keys().occupied(slot)).isTrue();
    store.release(slot);
    assertThat(store.keys().find("ann")).as("before the batch ends").isEqualTo(slot);
    store.retain(slot);
    store.reclaim();
    assertThat(store.keys().find("ann")).as("retained again").isEqualTo(slot);
    store.release(slot);
    store.reclaim();
    assertThat(store.keys().find("ann")).isEqualTo(-1);
  }

  @Test
  final void whenASlotIsUsedAgain_thenItReadsEmptyInEveryColumn() {
    KeyedStateStore store = open(false);
    int slot = resolve(store, "ann");
    store.longs(COUNT, 0).set(slot, 3);
    store.doubles(SUM, 0).set(slot, -0.0);
    store.<String>objects(LAST, 0).set(slot, "left behind");
    store.reclaim();
    int next = resolve(store, "bob");
    assertThat(next).as("slots are used again").isEqualTo(slot);
    assertThat(store.longs(COUNT, 0).get(next)).isZero();
    assertThat(Double.doubleToRawLongBits(store.doubles(SUM, 0).get(next))).isZero();
    assertThat(store.<String>objects(LAST, 0).get(next)).isNull();
    assertThat(store.keys().slotBound()).isEqualTo(1);
  }

  @Test
  final void whenReleasedMoreOftenThanRetained_thenItIsRefused() {
    KeyedStateStore store = open(true);
    int[] slots = new int[1];
    store.keys().resolve(new long[] {1}, 1, slots);
    assertFails(ApiError.BUG, () -> store.release(slots[0]));
  }

  @Test
  final void whenTimersAreDue_thenTheyFireByTimeThenByOrderOfSetting() {
    KeyedStateStore store = open(false);
    TimerTable<String> timers = store.timers("t", TimeDomain.EVENT, Codecs.of(String.class));
    int ann = resolve(store, "ann");
    int bob = resolve(store, "bob");
    assertThat(timers.nextTime()).isEqualTo(EventTimes.MAX);
    assertThat(timers.set(20, ann, "late")).isTrue();
    assertThat(timers.set(10, bob, "x")).isTrue();
    assertThat(timers.set(10, ann, "y")).isTrue();
    assertThat(timers.set(10, ann, "x")).isTrue();
    assertThat(timers.set(10, bob, "x")).as("set already").isFalse();
    assertThat(timers.size()).isEqualTo(4);
    assertThat(timers.nextTime()).isEqualTo(10);
    assertThat(timers.cancel(10, ann, "y")).isTrue();
    assertThat(timers.cancel(10, ann, "y")).isFalse();
    List<String> fired = new ArrayList<>();
    while (timers.pollDue(
        19,
        (timeMs, slot, tag) -> fired.add(timeMs + " " + store.keys().keyAt(slot) + " " + tag))) {
      assertThat(fired).isNotEmpty();
    }
    assertThat(fired).containsExactly("10 bob x", "10 ann x");
    assertThat(timers.nextTime()).isEqualTo(20);
  }

  @Test
  final void whenATimerIsSet_thenItsKeyKeepsItsSlotUntilItFiresOrIsCancelled() {
    KeyedStateStore store = open(false);
    TimerTable<String> timers = store.timers("t", TimeDomain.PROCESSING, null);
    int ann = resolve(store, "ann");
    int bob = resolve(store, "bob");
    timers.set(5, ann, "x");
    timers.set(6, bob, "x");
    store.reclaim();
    assertThat(store.keys().size()).isEqualTo(2);
    assertThat(timers.pollDue(5, (timeMs, slot, tag) -> timers.set(7, slot, tag))).isTrue();
    timers.cancel(6, bob, "x");
    store.reclaim();
    assertThat(store.keys().find("bob")).isEqualTo(-1);
    assertThat(store.keys().find("ann")).as("its timer was set again").isEqualTo(ann);
    assertThat(timers.pollDue(7, (timeMs, slot, tag) -> assertThat(slot).isEqualTo(ann))).isTrue();
    store.reclaim();
    assertThat(store.keys().size()).isZero();
  }

  @Test
  final void whenAnEpochBegins_thenEverythingStaysAndMayBeWritten() {
    KeyedStateStore store = open(true);
    LongColumn column = store.longs(COUNT, 0);
    for (long epoch = 2; epoch < 20; epoch++) {
      column.add(1, 1);
      column.add((int) epoch * Pages.SIZE, epoch);
      store.advanceEpoch(epoch);
      assertThat(column.get(1)).isEqualTo(epoch - 1);
      assertThat(store.longs(COUNT, 0)).isSameAs(column);
    }
    assertThat(column.get(7 * Pages.SIZE)).isEqualTo(7);
  }

  @Test
  final void whenStoresAreOpenSideBySide_thenTheyShareNothing() {
    KeyedStateStore one = open(true);
    KeyedStateStore other =
        backend.open(new StoreSpec("op", 1, KeyGroupRange.of(1, 2, 128), true, null));
    one.longs(COUNT, 0).set(0, 1);
    assertThat(other.longs(COUNT, 0).get(0)).isZero();
    assertThat(one.estimatedBytes()).isGreaterThanOrEqualTo((long) Pages.SIZE * Long.BYTES);
    one.close();
    other.longs(COUNT, 0).set(0, 2);
    assertThat(other.longs(COUNT, 0).get(0)).isEqualTo(2);
  }

  @Test
  final void whenLongKeysComeAndGo_thenTheStoreAgreesWithASimpleOne() {
    Seeds.forEach(CASES, seed -> new StoreAgainstMaps(open(true), seed).run());
  }

  @Test
  final void whenObjectKeysComeAndGo_thenTheStoreAgreesWithASimpleOne() {
    Seeds.forEach(CASES, seed -> new StoreAgainstMaps(open(false), seed).run());
  }

  private KeyedStateStore open(boolean longKeys) {
    return backend.open(
        new StoreSpec(
            "op",
            0,
            KeyGroupRange.of(0, 1, KeyGroupRange.DEFAULT_GROUPS),
            longKeys,
            longKeys ? Codecs.of(Long.class) : Codecs.of(String.class)));
  }

  private static int resolve(KeyedStateStore store, Object key) {
    int[] slots = new int[1];
    store.keys().resolve(new Object[] {key}, 1, slots);
    return slots[0];
  }

  private static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(MillraceException.class)
        .isThrownBy(call)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
