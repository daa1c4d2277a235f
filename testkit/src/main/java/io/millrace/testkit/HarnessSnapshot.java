package io.millrace.testkit;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.time.EventTimes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link OperatorHarness} was at one moment: the state of its operator, its watermarks and
 * clock. The state is written down as late as may be, when it is needed, at the next snapshot, or
 * when the harness is closed, so that a change in place which a snapshot should not see is seen by
 * tests. A later snapshot builds on it.
 */
public final class HarnessSnapshot {
  private final @Nullable StoreSpec spec;
  private final String backend;
  private final @Nullable StoreSnapshot snapshot;
  private final SnapshotShelf shelf;
  private @Nullable StoredState stored;
  private final byte @Nullable [] unkeyed;
  private final long watermark;
  private final Map<Integer, Long> splits;
  private final long wallMs;

  HarnessSnapshot(
      @Nullable StoreSpec spec,
      String backend,
      @Nullable StoreSnapshot snapshot,
      SnapshotShelf shelf,
      byte @Nullable [] unkeyed,
      long watermark,
      Map<Integer, Long> splits,
      long wallMs) {
    this.spec = spec;
    this.backend = backend;
    this.snapshot = snapshot;
    this.shelf = shelf;
    this.unkeyed = unkeyed;
    this.watermark = watermark;
    this.splits = splits;
    this.wallMs = wallMs;
  }

  /** The watermark that the operator had been told, milliseconds. */
  public long watermark() {
    return watermark;
  }

  long wallMs() {
    return wallMs;
  }

  byte @Nullable [] unkeyed() {
    return unkeyed;
  }

  @Nullable KeyGroupRange range() {
    return spec == null ? null : spec.range();
  }

  /** Whether keys are longs; false if there are none. */
  boolean longKeys() {
    return spec != null && spec.longKeys();
  }

  /** Writes the state down, once. */
  void write() {
    if (stored == null && spec != null && snapshot != null) {
      stored = shelf.store(spec, backend, snapshot);
    }
  }

  /** Puts the keyed state into a store, as far as it belongs there. */
  void into(KeyedStateStore store) {
    write();
    if (stored != null) {
      StateBackendProvider provider =
          ProviderLoader.named(
              StateBackendProvider.class, backend, "Put its module on the test class path.");
      try (StateImage image = provider.open(stored)) {
        store.restore(image);
      }
    }
  }

  /** Gives one of {@code parallelism} subtasks what is its own of what belongs to no key. */
  static void restoreUnkeyed(
      List<HarnessSnapshot> all, Object operator, int subtask, int parallelism) {
    if (!(operator instanceof UnkeyedState state)) {
      return;
    }
    boolean toAll = state.deal() == UnkeyedState.Deal.FIRST_TO_ALL;
    for (int i = 0; i < all.size(); i++) {
      byte[] saved = all.get(i).unkeyed();
      if (saved != null && (toAll ? i == 0 : i % parallelism == subtask)) {
        state.restoreUnkeyed(DataReader.of(saved));
      }
    }
  }

  /** What belongs to no key, as the operator saves it; null if there is no such state. */
  static byte @Nullable [] unkeyed(Object operator) {
    if (!(operator instanceof UnkeyedState state)) {
      return null;
    }
    DataWriter out = DataWriter.create();
    state.saveUnkeyed(out);
    return out.toByteArray();
  }

  /** The watermark that one of {@code parallelism} subtasks goes on from. */
  static long watermark(List<HarnessSnapshot> all, int subtask, int parallelism) {
    return all.size() == parallelism
        ? all.get(subtask).watermark
        : all.stream().mapToLong(each -> each.watermark).min().orElse(EventTimes.MIN);
  }

  /** How far splits had been read, by the least that any subtask knew. */
  static Map<Integer, Long> splits(List<HarnessSnapshot> all) {
    Map<Integer, Long> least = new TreeMap<>();
    all.forEach(each -> each.splits.forEach((split, ms) -> least.merge(split, ms, Math::min)));
    return least;
  }

  /** The codec of object keys: that of the snapshots, or of the first key's class. */
  static Codec<?> keyCodec(List<HarnessSnapshot> all, @Nullable Object firstKey) {
    for (HarnessSnapshot each : all) {
      Codec<?> known = each.spec == null ? null : each.spec.keyCodec();
      if (known != null) {
        return known;
      }
    }
    return Codecs.of(firstKey == null ? String.class : firstKey.getClass());
  }
}
