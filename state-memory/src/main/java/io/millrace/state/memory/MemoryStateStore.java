package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one keyed operator in one subtask, on the heap. All of it, keys included, lies in
 * paged columns, so that {@link #snapshot} shows one moment of everything without copying it.
 */
final class MemoryStateStore implements KeyedStateStore {
  private static final long FIRST_EPOCH = 1;

  /**
   * What an object behind a reference is taken to weigh; walking the graph would cost more than the
   * figure is worth.
   */
  private static final int OBJECT_BYTES_ASSUMED = 32;

  private final StoreSpec spec;
  private final PagePool pool = new PagePool();
  private final Slots slots = new Slots(pool, FIRST_EPOCH);
  private final Restored restored;
  private final Columns columns;
  private final BaseRef base = new BaseRef();
  private final Map<String, MemoryTimerTable<?>> timers = new LinkedHashMap<>();
  private final List<MemoryTimerTable<?>> timerTables = new ArrayList<>();
  private final SlotKeys keys;
  private final Slots.Candidate reclaiming;
  private long epoch = FIRST_EPOCH;
  private volatile boolean closed; // the backend looks, from any thread

  MemoryStateStore(StoreSpec spec) {
    this.spec = spec;
    if (spec.durable() && !spec.longKeys() && spec.keyCodec() == null) {
      throw Freezer.noCodec(spec.operatorId(), Role.KEYS, "");
    }
    restored = new Restored(spec.operatorId());
    columns = new Columns(spec, pool, restored, FIRST_EPOCH);
    keys =
        spec.longKeys()
            ? new LongKeyIndex(slots, columns::clearSlot, pool, FIRST_EPOCH)
            : new ObjectKeyIndex(slots, columns::clearSlot, pool, FIRST_EPOCH);
    reclaiming = keys::free;
  }

  @Override
  public KeyIndex keys() {
    return keys;
  }

  @Override
  public LongColumn longs(ColumnSpec column, long namespace) {
    return (LongColumn) column(column, ColumnSpec.Kind.LONG, namespace);
  }

  @Override
  public DoubleColumn doubles(ColumnSpec column, long namespace) {
    return (DoubleColumn) column(column, ColumnSpec.Kind.DOUBLE, namespace);
  }

  @Override
  @SuppressWarnings("unchecked") // the spec says what the column holds
  public <T> ObjectColumn<T> objects(ColumnSpec column, long namespace) {
    return (ObjectColumn<T>) column(column, ColumnSpec.Kind.OBJECT, namespace);
  }

  @Override
  public void drop(ColumnSpec column, long namespace) {
    columns.drop(column, namespace);
  }

  @Override
  @SuppressWarnings("unchecked") // the name says what the tags are
  public <N> TimerTable<N> timers(String name, TimeDomain domain, @Nullable Codec<N> codec) {
    checkOpen();
    MemoryTimerTable<?> table = timers.get(name);
    if (table == null) {
      table = beginTimers(name, domain, codec);
    }
    if (table.domain() != domain) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "timers '"
              + name
              + "' go by "
              + table.domain()
              + " time and were asked for by "
              + domain
              + " time. Give each clock its own name.");
    }
    return (TimerTable<N>) table;
  }

  @Override
  public void retain(int slot) {
    slots.retain(slot);
  }

  @Override
  public void release(int slot) {
    slots.release(slot);
  }

  @Override
  public void reclaim() {
    slots.drainCandidates(reclaiming);
  }

  @Override
  public void advanceEpoch(long newEpoch) {
    if (newEpoch <= epoch) {
      throw new MillraceException(
          ApiError.BUG,
          "epoch " + newEpoch + " was started after epoch " + epoch + ". Epochs must rise.");
    }
    epoch = newEpoch;
    slots.lives().startEpoch(newEpoch);
    keys.column().startEpoch(newEpoch);
    columns.startEpoch(newEpoch);
    timers.values().forEach(table -> table.startEpoch(newEpoch));
  }

  @Override
  public long[] namespaces(ColumnSpec column) {
    return columns.namespaces(column);
  }

  @Override
  public StoreSnapshot snapshot(long nextEpoch) {
    checkOpen();
    restored.giveUp(slots);
    Freezer freezer = new Freezer(spec.operatorId(), base.get());
    freezer.begin(
        spec.longKeys()
            ? new FrozenFamily(Role.KEYS, "", ColumnSpec.Kind.LONG, null)
            : new FrozenFamily(Role.KEYS, "", ColumnSpec.Kind.OBJECT, spec.keyCodec()));
    freezer.add(0, keys.column());
    freezer.begin(new FrozenFamily(Role.LIVES, "", ColumnSpec.Kind.LONG, null));
    freezer.add(0, slots.lives());
    columns.freeze(freezer);
    timers.values().forEach(table -> table.freeze(freezer));
    MemorySnapshot snapshot = freezer.freeze(epoch, slots.bound(), base);
    advanceEpoch(nextEpoch);
    return snapshot;
  }

  @Override
  public void restore(StateImage image) {
    checkOpen();
    new Restorer(spec, keys, slots, restored).take(image);
  }

  @Override
  public List<String> unclaimed() {
    return restored.names();
  }

  @Override
  public long estimatedBytes() {
    long bytes = pool.bytes() + slots.bytes() + keys.bytes();
    for (int i = 0; i < timerTables.size(); i++) {
      bytes += timerTables.get(i).bytes();
    }
    long referencesMax = pool.objectPages() * Pages.SIZE;
    return bytes + Math.min(referencesMax, keys.size() * pool.objectPages()) * OBJECT_BYTES_ASSUMED;
  }

  @Override
  public void close() {
    closed = true;
    restored.clear();
    columns.clear();
    timers.values().forEach(MemoryTimerTable::clear);
    timers.clear();
    timerTables.clear();
    keys.column().clear();
    slots.lives().clear();
    pool.clear();
  }

  /** The first time a name is asked for: what was restored under it is taken over. */
  private <N> MemoryTimerTable<N> beginTimers(
      String name, TimeDomain domain, @Nullable Codec<N> codec) {
    if (spec.durable() && codec == null) {
      throw Freezer.noCodec(spec.operatorId(), Role.TIMER_TAGS, name);
    }
    MemoryTimerTable<N> table = new MemoryTimerTable<>(name, domain, codec, slots, pool, epoch);
    restored.claim(name, table, codec, slots);
    timers.put(name, table);
    timerTables.add(table);
    return table;
  }

  private Object column(ColumnSpec column, ColumnSpec.Kind asked, long namespace) {
    checkOpen();
    return columns.column(column, asked, namespace);
  }

  private void checkOpen() {
    if (closed) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the store of operator '"
              + spec.operatorId()
              + "' is closed. Use it between open and close only.");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** For tests. */
  PagePool pool() {
    return pool;
  }
}
