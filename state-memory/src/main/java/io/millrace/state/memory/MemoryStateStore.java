package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
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
 * paged columns, so that {@link #freeze} shows one moment of everything without copying it.
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
  private final Columns columns = new Columns(pool, FIRST_EPOCH);
  private final Map<String, MemoryTimerTable<?>> timers = new LinkedHashMap<>();
  private final List<MemoryTimerTable<?>> timerTables = new ArrayList<>();
  private final SlotKeys keys;
  private final Slots.Candidate reclaiming;
  private long epoch = FIRST_EPOCH;
  private boolean closed;

  MemoryStateStore(StoreSpec spec) {
    this.spec = spec;
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
      table = new MemoryTimerTable<N>(name, domain, slots);
      timers.put(name, table);
      timerTables.add(table);
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
  }

  /**
   * Shows everything as it is now, the end of this epoch, while writing goes on in {@code
   * nextEpoch}.
   */
  FrozenStore freeze(long nextEpoch) {
    checkOpen();
    ColumnSpec keySpec =
        spec.longKeys() ? ColumnSpec.longs("keys") : ColumnSpec.objects("keys", spec.keyCodec());
    FrozenStore frozen =
        new FrozenStore(
            epoch,
            slots.bound(),
            new FrozenColumn(keySpec, 0, keys.column().freeze()),
            new FrozenColumn(ColumnSpec.longs("lives"), 0, slots.lives().freeze()),
            columns.freeze(),
            List.copyOf(timers.values().stream().map(MemoryTimerTable::freeze).toList()));
    advanceEpoch(nextEpoch);
    pool.opened(frozen);
    return frozen;
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
    columns.clear();
    timers.values().forEach(MemoryTimerTable::clear);
    timers.clear();
    timerTables.clear();
    keys.column().clear();
    slots.lives().clear();
    pool.clear();
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

  /** For tests. */
  PagePool pool() {
    return pool;
  }
}
