package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one keyed operator in one subtask: resident columns in front of a database. What is
 * resident is used exactly as in memory. A key that is not is loaded when it is resolved, with the
 * others of its batch in one look-up; it is moved out again when memory is short and its user has
 * promised to forget slots ({@link #forgetsSlots}).
 */
final class RocksDbStateStore implements KeyedStateStore, SlotKeys.Owner, Columns.Listener {
  private static final long FIRST_EPOCH = 1;
  private static final int KEY_BYTES = 72;
  private static final int OBJECT_BYTES = 48;

  private final StoreSpec spec;
  private final Budget budget;
  private final PagePool pool = new PagePool();
  private final Slots slots = new Slots(pool, FIRST_EPOCH);
  private final Columns columns;
  private final Timers timers;
  private final SlotKeys keys;
  private final ColdRows cold;
  private final SlotRows rows;
  private final Slots.Candidate reclaiming;
  private final List<DeadRange> dead = new ArrayList<>();
  private @Nullable RocksDbSnapshot pending;
  private volatile Map<String, String> linked = Map.of();
  private long epoch = FIRST_EPOCH;
  private long writtenEpoch;
  private final RowWeight weight = new RowWeight();
  private final DataWriter row = DataWriter.create();
  private volatile boolean evicts;
  private volatile long heldBytes;
  private boolean loadingAll;
  private int hand;
  private int probe;
  private boolean closed;

  @SuppressWarnings({"unchecked", "this-escape"}) // the spec's codec fits its keys
  RocksDbStateStore(StoreSpec spec, Budget budget, ColdRows.Opener database) {
    this.spec = spec;
    this.budget = budget;
    columns = new Columns(spec, pool, FIRST_EPOCH, this);
    timers = new Timers(spec, slots);
    cold = new ColdRows(database);
    keys =
        spec.longKeys()
            ? new LongKeyIndex(slots, this, pool, FIRST_EPOCH)
            : new ObjectKeyIndex(slots, this, pool, FIRST_EPOCH, (Codec<Object>) spec.keyCodec());
    rows = new SlotRows(spec.range().groups(), slots, keys, columns);
    reclaiming = keys::free;
  }

  /** Rows from one key to before another hold nothing any more. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record DeadRange(byte[] from, byte[] to) {}

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
  public <N> TimerTable<N> timers(String name, TimeDomain domain, @Nullable Codec<N> codec) {
    checkOpen();
    return timers.table(name, domain, codec);
  }

  @Override
  public void forgetsSlots() {
    checkOpen();
    evicts = spec.longKeys() || (spec.keyCodec() != null && SameBytes.of(spec.keyCodec().schema()));
  }

  @Override
  public void retain(int slot) {
    slots.retain(slot);
  }

  @Override
  public void release(int slot) {
    slots.release(slot);
  }

  /** Also moves out keys if there are too many. */
  @Override
  public void reclaim() {
    slots.drainCandidates(reclaiming);
    afterCut();
    weighSome();
    if (!evicts) {
      heldBytes = estimatedBytes();
      return;
    }
    int most = budget.keysOf(this);
    if (slots.size() > most) {
      evict(most);
    }
  }

  /** Looks at a few resident keys, so that it is known what they take before there are too many. */
  private void weighSome() {
    int bound = slots.bound();
    if (bound == 0 || !columns.holdsObjects() || !columns.storable()) {
      return;
    }
    for (int i = 0; i < RowWeight.AT_ONCE; i++) {
      probe = (probe + RowWeight.STEP) % bound;
      if (slots.taken(probe)) {
        row.reset();
        rows.write(probe, row);
        weight.add(row.size());
      }
    }
  }

  /** Whether it moves keys out; any thread. */
  boolean evicts() {
    return evicts;
  }

  /** What a store that moves nothing out has lately held; any thread. */
  long heldBytes() {
    return heldBytes;
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
    slots.timers().startEpoch(newEpoch);
    keys.column().startEpoch(newEpoch);
    columns.startEpoch(newEpoch);
  }

  @Override
  public long[] namespaces(ColumnSpec column) {
    checkOpen();
    beforeWalk(); // values of namespace 0 lie in the rows of keys
    return columns.namespaces(column);
  }

  @Override
  public StoreSnapshot snapshot(long nextEpoch) {
    checkOpen();
    columns.checkStorable();
    timers.checkStorable();
    RocksDbSnapshot earlier = pending;
    if (earlier != null) {
      earlier.cut(); // only then may the database hold what is newer than it
      afterCut();
    }
    FrozenStore frozen =
        new Freezer(keys, slots, columns, writtenEpoch, evicts).freeze(timers, cold, dead, epoch);
    dead.clear();
    RocksDbSnapshot snapshot = new RocksDbSnapshot(this, frozen, cold::database);
    pending = snapshot;
    advanceEpoch(nextEpoch);
    return snapshot;
  }

  /** Takes note of what became of the snapshot that was last begun. */
  private void afterCut() {
    RocksDbSnapshot snapshot = pending;
    if (snapshot == null) {
      return;
    }
    if (snapshot.written()) {
      pending = null;
      cold.written();
      writtenEpoch = snapshot.frozen().epoch();
    } else if (snapshot.givenUp()) {
      pending = null;
      cold.putBack();
      if (evicts) {
        slots.putBackChanged(snapshot.frozen().wanted());
      }
      dead.addAll(0, snapshot.frozen().dead());
    }
  }

  /** That snapshot is the newest completed one. */
  void completed(Map<String, String> files) {
    linked = files;
  }

  /** Files of the newest completed snapshot: the database's names, and the checkpoint's. */
  Map<String, String> linked() {
    return linked;
  }

  @Override
  public void restore(StateImage image) {
    checkOpen();
    new Restorer(spec, keys, slots, columns, timers, cold, this::beforeWalk).restore(image);
  }

  @Override
  public List<String> unclaimed() {
    List<String> names = new ArrayList<>(columns.unclaimed(cold.absent() > 0));
    names.addAll(timers.unclaimed());
    return names;
  }

  @Override
  public long estimatedBytes() {
    return pool.bytes()
        + slots.bytes()
        + keys.bytes()
        + timers.bytes()
        + cold.outboxBytes()
        + (columns.holdsObjects() ? slots.size() * objectBytes() : 0);
  }

  /** What one more resident key takes, estimated. */
  long bytesPerKey() {
    return KEY_BYTES
        + (spec.longKeys() ? 0 : OBJECT_BYTES)
        + columns.plainBytes()
        + (columns.holdsObjects() ? objectBytes() : 0);
  }

  private long objectBytes() {
    return OBJECT_BYTES + 2 * weight.bytes();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    RocksDbSnapshot snapshot = pending;
    if (snapshot != null) {
      snapshot.close();
    }
    budget.closed(this);
    columns.clear();
    timers.clear();
    keys.column().forget();
    slots.clear();
    pool.clear();
    cold.close();
  }

  @Override
  public boolean mayHold() {
    return cold.mayHold() && !loadingAll;
  }

  @Override
  public int absent() {
    return cold.absent();
  }

  @Override
  public void load(int[] fresh, int count) {
    List<byte[]> wanted = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      wanted.add(rows.keyOf(fresh[i]));
    }
    cold.take(
        wanted,
        (number, row, changed) -> {
          if (row == ColdRows.GONE) {
            slots.markStored(fresh[number]);
          } else {
            rows.read(fresh[number], row);
          }
        });
  }

  @Override
  public void forget(int slot) {
    if (slots.mayBeStored(slot)) {
      cold.put(rows.keyOf(slot), ColdRows.GONE);
    }
  }

  @Override
  public void freed(int slot) {
    columns.clearSlot(slot);
  }

  /** Users that keep slots see all keys. */
  @Override
  public void beforeWalk() {
    if (!evicts && cold.absent() > 0) {
      loadingAll = true; // what is inserted now comes with its row
      try {
        new RowLoader(spec.range().groups(), keys, slots, cold, rows).loadKeys();
      } finally {
        loadingAll = false;
      }
    }
  }

  @Override
  public void dropped(int column, long namespace) {
    dead.add(
        new DeadRange(
            RowKeys.firstOfNamespace(column, namespace),
            RowKeys.endOfNamespace(column, namespace)));
  }

  @Override
  public void migrate(ColumnEntry from, ColumnEntry to, Codec<?> reader) {
    dead.add(
        new DeadRange(
            RowKeys.firstOfNamespace(from.id(), Long.MIN_VALUE), RowKeys.endOfColumn(from.id())));
    if (cold.mayHold()) {
      cold.flush();
      Migration.run(cold.database(), columns, from, to, reader);
    }
  }

  /** Moves keys out until at most {@code most} are resident, those not used of late first. */
  private void evict(int most) {
    if (columns.namespaced() > 0 || !columns.storable()) {
      return;
    }
    RocksDbSnapshot snapshot = pending;
    byte[] unwritten = snapshot == null ? new byte[0] : snapshot.frozen().wanted();
    byte[] touched = slots.touched();
    int bound = slots.bound();
    for (int looked = 0; slots.size() > most && looked < 2 * bound; looked++) {
      int slot = hand;
      hand = hand + 1 == bound ? 0 : hand + 1;
      if (!slots.taken(slot) || slots.timersOf(slot) > 0) {
        continue;
      }
      if ((touched[slot] & Slots.USED) != 0) {
        touched[slot] &= ~Slots.USED;
        continue;
      }
      boolean changed =
          (touched[slot] & Slots.CHANGED) != 0
              || (slot < unwritten.length && (unwritten[slot] & Slots.CHANGED) != 0);
      if (changed) {
        row.reset();
        rows.write(slot, row);
        weight.add(row.size());
        cold.put(rows.keyOf(slot), row.toByteArray());
        writeOutbox();
      }
      keys.evict(slot);
      cold.addAbsent(1);
    }
  }

  private void writeOutbox() {
    RocksDbSnapshot snapshot = pending;
    if (snapshot != null && cold.outboxBytes() > 4 * budget.outboxBytes()) {
      snapshot.cut(); // the writer is slower than this thread: it helps
      afterCut();
    }
    if (pending == null && cold.outboxBytes() > budget.outboxBytes()) {
      cold.flush();
    }
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

  StoreSpec spec() {
    return spec;
  }

  /** Keys that are resident, for tests. */
  int resident() {
    return slots.size();
  }
}
