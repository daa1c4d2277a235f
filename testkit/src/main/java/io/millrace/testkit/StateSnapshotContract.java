package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codecs;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.ErrorCode;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The second part of the exam of state backends, about snapshots and what is restored from them:
 * extend it in the backend's module, beside {@link StateBackendContract}.
 */
public abstract class StateSnapshotContract {
  private static final ColumnSpec COUNT = ColumnSpec.longs("count");
  private static final ColumnSpec NAME = ColumnSpec.objects("name", Codecs.of(String.class));
  private static final KeyGroupRange ALL = KeyGroupRange.of(0, 1, KeyGroupRange.DEFAULT_GROUPS);
  private static final StoreSpec LONG_KEYS = SnapshotHistory.spec(true, ALL);

  private StateBackendProvider provider;
  private StateBackend backend;
  private SnapshotShelf shelf;

  /** For subclasses. */
  protected StateSnapshotContract() {}

  /** The backend's provider. */
  protected abstract StateBackendProvider provider();

  /** Where the backend runs: one with files in memory unless overridden. */
  protected Environment environment() {
    return new SimulatedEnvironment(new SimulatedTime(0));
  }

  /** Where snapshots are kept: in memory unless overridden, as backends that link files must. */
  protected SnapshotShelf shelf() {
    return SnapshotShelf.inMemory();
  }

  /** How many random histories are played. */
  protected int histories() {
    return 1_000;
  }

  @BeforeEach
  final void makeBackend() {
    provider = provider();
    backend = provider.create(BackendContext.of(environment()));
    shelf = shelf();
  }

  @AfterEach
  final void closeBackend() {
    backend.close();
  }

  @Test
  final void whenAStoreChangesWhileSnapshotsAreWritten_thenEachShowsItsMoment() {
    Seeds.forEach(histories(), seed -> new SnapshotHistory(backend, provider, shelf(), seed).run());
  }

  @Test
  final void whenSomethingCannotBeStored_thenADurableStoreRefusesItByName() {
    assertFails(
        ApiError.STATE_INVALID,
        "'name'",
        () -> {
          KeyedStateStore store = backend.open(LONG_KEYS);
          store.objects(ColumnSpec.objects("name", null), 0);
          store.snapshot(2);
        });
    assertFails(
        ApiError.STATE_INVALID,
        "'t'",
        () -> {
          KeyedStateStore store = backend.open(LONG_KEYS);
          store.timers("t", TimeDomain.EVENT, null);
          store.snapshot(2);
        });
    assertFails(
        ApiError.STATE_INVALID,
        "keys",
        () -> backend.open(new StoreSpec("op", 0, ALL, false, null, true)).snapshot(2));
  }

  @Test
  final void whenNobodyAsksForWhatWasRestored_thenItIsNamed() {
    KeyedStateStore store = backend.open(LONG_KEYS);
    int slot = resolve(store, 7);
    store.retain(slot);
    store.longs(COUNT, 3).set(slot, 5);
    store.<String>objects(NAME, 0).set(slot, "ann");
    store.timers("t", TimeDomain.EVENT, Codecs.of(String.class)).set(9, slot, "x");
    KeyedStateStore restored = restored(LONG_KEYS, stored(store));
    assertThat(restored.unclaimed()).containsExactlyInAnyOrder("count", "name", "t");
    assertThat(restored.namespaces(COUNT)).containsExactly(3);
    assertThat(restored.longs(COUNT, 3).get(resolve(restored, 7))).isEqualTo(5);
    assertThat(restored.unclaimed()).containsExactlyInAnyOrder("name", "t");
    assertThat(restored.<String>objects(NAME, 0).get(resolve(restored, 7))).isEqualTo("ann");
    assertThat(restored.timers("t", TimeDomain.EVENT, Codecs.of(String.class)).nextTime())
        .isEqualTo(9);
    assertThat(restored.unclaimed()).isEmpty();
  }

  @Test
  final void whenTheProgramHasChanged_thenWhatDoesNotFitIsRefused() {
    KeyedStateStore store = backend.open(LONG_KEYS);
    int slot = resolve(store, 7);
    store.retain(slot);
    store.longs(COUNT, 0).set(slot, 5);
    store.<String>objects(NAME, 0).set(slot, "ann");
    store.timers("t", TimeDomain.EVENT, Codecs.of(String.class)).set(9, slot, "x");
    StoredState stored = stored(store);
    assertFails(
        ApiError.STATE_INCOMPATIBLE,
        "keys",
        () -> restored(SnapshotHistory.spec(false, ALL), stored));
    assertFails(
        ApiError.STATE_INCOMPATIBLE,
        "key groups",
        () -> restored(SnapshotHistory.spec(true, KeyGroupRange.of(0, 1, 64)), stored));
    KeyedStateStore restored = restored(LONG_KEYS, stored);
    assertFails(
        ApiError.STATE_INCOMPATIBLE,
        "'count'",
        () -> restored.doubles(ColumnSpec.doubles("count"), 0));
    assertFails(
        ApiError.STATE_INCOMPATIBLE,
        "'name'",
        () -> restored.objects(ColumnSpec.objects("name", Codecs.of(Long.class)), 0));
    assertFails(
        ApiError.STATE_INCOMPATIBLE,
        "'t'",
        () -> restored.timers("t", TimeDomain.PROCESSING, Codecs.of(String.class)));
    assertThat(restored.<String>objects(NAME, 0).get(resolve(restored, 7)))
        .as("asked for as it was stored")
        .isEqualTo("ann");
  }

  @Test
  final void whenASnapshotWasNotCompleted_thenNoneBuildsOnIt() {
    KeyedStateStore store = backend.open(LONG_KEYS);
    int slot = resolve(store, 7);
    store.retain(slot);
    store.longs(COUNT, 0).set(slot, 5);
    SnapshotShelf.Attempt failed = shelf.begin();
    try (StoreSnapshot snapshot = store.snapshot(2)) {
      boolean written = false;
      while (!written) {
        written = snapshot.writeSome(failed);
      }
    }
    failed.abandon();
    KeyedStateStore restored =
        restored(LONG_KEYS, shelf.store(LONG_KEYS, provider.name(), store.snapshot(3)));
    assertThat(restored.longs(COUNT, 0).get(resolve(restored, 7))).isEqualTo(5);
  }

  private StoredState stored(KeyedStateStore store) {
    return shelf.store(LONG_KEYS, provider.name(), store.snapshot(2));
  }

  private KeyedStateStore restored(StoreSpec spec, StoredState stored) {
    KeyedStateStore store = backend.open(spec);
    try (StateImage image = provider.open(stored)) {
      store.restore(image);
    }
    return store;
  }

  private static int resolve(KeyedStateStore store, long key) {
    int[] slots = new int[1];
    store.keys().resolve(new long[] {key}, 1, slots);
    return slots[0];
  }

  private static void assertFails(ErrorCode code, String names, ThrowingCallable call) {
    assertThatExceptionOfType(MillraceException.class)
        .isThrownBy(call)
        .withMessageContaining(names)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
