package io.millrace.windowing.session;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.codec.Codec;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.Layout;
import io.millrace.windowing.lanes.OwnColumns;
import io.millrace.windowing.lanes.Reached;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The sessions of one subtask: opens, extends, merges and fires them. */
final class Sessions {
  /*
   * The latest session of a key lies in columns: start, end, and the aggregate's cells. An event extends it without a look at
   * anything else if its time is at or above "plain from": so far below the start that it still touches the session, but
   * above the end of every other session of the key. The others are objects, in a list for each key and in a queue by deadline.
   *
   * Starts, ends, cells and other sessions lie in the store; "plain from" and the deadlines are made again from them.
   */
  private static final ColumnSpec STARTS = ColumnSpec.longs("session-start");
  private static final ColumnSpec ENDS = ColumnSpec.longs("session-end");
  private static final ColumnSpec SEALED = ColumnSpec.longs("session-sealed");
  private static final long BUCKET_GROUPS_PER_GAP = 8;

  private final long gapMs;
  private final long allowedMs;
  private final OperatorContext context;
  private final KeyedStateStore store;
  private final Aggregate<Object, Object, Object> aggregate;
  private final Cells cells;
  private final LongColumn starts;
  private final LongColumn ends;
  private final LongColumn sealed;
  private final LongColumn plainFrom = OwnColumns.longs();
  private final ObjectColumn<List<Session>> others;
  private final DeadlineBuckets buckets;
  private final PriorityQueue<Session> queue =
      new PriorityQueue<>(Comparator.comparingLong(Session::queuedForMs));
  private final Due due = new Due();
  private final Cell cell;
  private long watermark;
  private long watermarkBefore;
  private @Nullable Reached reached;

  Sessions(long gapMs, Layout layout, long allowedMs, OperatorContext context) {
    this.gapMs = gapMs;
    this.allowedMs = allowedMs;
    this.context = context;
    store = context.store();
    aggregate = layout.aggregate();
    Cells.checkStorable(layout, context);
    cells = new Cells(layout, store, Cells.specs(layout, "session"), 0);
    starts = store.longs(STARTS, 0);
    ends = store.longs(ENDS, 0);
    sealed = store.longs(SEALED, 0);
    Codec<Object> accumulators = layout.accumulators();
    SessionsCodec codec = accumulators == null ? null : SessionsCodec.of(accumulators);
    others = store.objects(ColumnSpec.objects("session-others", codec), 0);
    buckets = new DeadlineBuckets(Math.max(1, gapMs / BUCKET_GROUPS_PER_GAP));
    cell = new Cell(layout);
    watermark = context.watermark();
    reached = Reached.of(context);
    for (int slot = 0; slot < store.keys().slotBound(); slot++) {
      restore(slot);
    }
  }

  /** Makes what follows from the sessions of a key that the store has. */
  private void restore(int slot) {
    List<Session> rest = others.get(slot);
    for (int i = 0; rest != null && i < rest.size(); i++) {
      rest.get(i).slot(slot);
      enqueue(rest.get(i));
      context.metrics().openWindows(1);
    }
    if (cells.counted(slot) != 0) {
      place(slot, starts.get(slot), ends.get(slot), rest);
      context.metrics().openWindows(1);
    }
  }

  /** Some keys may be ahead of the watermark. */
  boolean uneven() {
    return reached != null;
  }

  /** The watermark that a key has been told, here or before a restore. */
  long reached(int slot) {
    return reached == null ? watermark : Math.max(watermark, reached.at(slot));
  }

  Cells cells() {
    return cells;
  }

  /**
   * Takes an event into the latest session of its key, or opens it, if nothing else can be touched:
   * then the event is counted and the other lanes are the caller's to fold. {@code floorMs} is
   * where sessions have fired or are closed for the event.
   */
  boolean takePlain(int[] slots, int row, long timeMs, long floorMs) {
    int slot = slots[row];
    if (cells.counted(slot) == 0) {
      return others.get(slot) == null && openPlain(slots, row, timeMs, floorMs);
    }
    long endMs = ends.get(slot);
    if (timeMs < plainFrom.get(slot) || timeMs > endMs || endMs - 1 <= floorMs) {
      return false;
    }
    long newEnd = EventTimes.plus(timeMs, gapMs);
    if (newEnd > endMs) {
      ends.set(slot, newEnd);
    }
    if (timeMs < starts.get(slot)) {
      starts.set(slot, timeMs);
      setPlainFrom(slot, timeMs, others.get(slot));
    }
    cells.count(slot);
    return true;
  }

  private boolean openPlain(int[] slots, int row, long timeMs, long floorMs) {
    long endMs = EventTimes.plus(timeMs, gapMs);
    if (endMs - 1 <= floorMs) {
      return false;
    }
    int slot = slots[row];
    cells.count(slot);
    cells.begin(slots, row, row + 1);
    opened(slot);
    seal(slot, false);
    put(slot, timeMs, endMs, null);
    return true;
  }

  /**
   * Takes an event whatever it touches; false if it is late.
   *
   * @param apart a session that ends where the event starts one is over for it
   */
  boolean takeAny(
      int slot,
      long timeMs,
      boolean apart,
      long judge,
      Object value,
      Output<WindowResult<Object, Object>> out) {
    List<Session> list = demoted(slot);
    long endMs = EventTimes.plus(timeMs, gapMs);
    Session target = null;
    for (int i = 0; i < list.size(); i++) {
      Session session = list.get(i);
      if (!session.meets(timeMs, endMs, apart) || closed(session.endMs(), judge)) {
        continue;
      }
      if (target == null) {
        target = session;
        target.grow(timeMs, endMs, apart, aggregate.add(session.accumulator(), value), 1);
      } else {
        Object merged = aggregate.merge(target.accumulator(), session.accumulator());
        target.grow(session.startMs(), session.endMs(), session.sealed(), merged, session.count());
        list.remove(i--);
        forgotten(session);
      }
    }
    if (target == null && !closed(endMs, judge)) {
      target = new Session(slot, timeMs, endMs, apart, aggregate.add(aggregate.create(), value), 1);
      list.add(target);
      opened(slot);
    }
    if (target != null && target.endMs() - 1 <= reached(slot)) {
      emit(target, WindowResult.Firing.LATE, out);
    }
    settle(slot, list);
    return target != null;
  }

  private boolean closed(long endMs, long judge) {
    return EventTimes.plus(endMs - 1, allowedMs) <= judge;
  }

  /** All sessions of a key as objects. */
  private List<Session> demoted(int slot) {
    // A snapshot may still need them as they are, so they are claimed before they change.
    List<Session> list = others.change(slot);
    if (list == null) {
      list = new ArrayList<>();
    }
    long count = cells.counted(slot);
    if (count > 0) {
      boolean apart = sealed.get(slot) != 0;
      Object accumulator = cells.accumulator(slot);
      list.add(new Session(slot, starts.get(slot), ends.get(slot), apart, accumulator, count));
      cells.clear(slot);
    }
    return list;
  }

  /** Moves the latest session of a key into the columns and sees to it that the others fire. */
  private void settle(int slot, List<Session> list) {
    if (list.isEmpty()) {
      others.set(slot, null);
      return;
    }
    Session latest = list.get(0);
    for (Session session : list) {
      latest = session.endMs() > latest.endMs() ? session : latest;
    }
    list.remove(latest);
    latest.die();
    for (Session session : list) {
      enqueue(session);
    }
    List<Session> rest = list.isEmpty() ? null : list;
    others.set(slot, rest);
    cells.set(slot, latest.accumulator(), latest.count());
    seal(slot, latest.sealed());
    put(slot, latest.startMs(), latest.endMs(), rest);
  }

  private void seal(int slot, boolean apart) {
    if ((sealed.get(slot) != 0) != apart) {
      sealed.set(slot, apart ? 1 : 0);
    }
  }

  private void put(int slot, long startMs, long endMs, @Nullable List<Session> rest) {
    starts.set(slot, startMs);
    ends.set(slot, endMs);
    place(slot, startMs, endMs, rest);
  }

  private void place(int slot, long startMs, long endMs, @Nullable List<Session> rest) {
    setPlainFrom(slot, startMs, rest);
    buckets.remind(slot, deadline(slot, endMs));
  }

  private void setPlainFrom(int slot, long startMs, @Nullable List<Session> rest) {
    // Where a session is sealed, what would move its start is looked at more closely.
    long from = sealed.get(slot) == 0 ? EventTimes.minus(startMs, gapMs) : startMs + 1;
    for (int i = 0; rest != null && i < rest.size(); i++) {
      from = Math.max(from, EventTimes.plus(rest.get(i).endMs(), 1));
    }
    plainFrom.set(slot, from);
  }

  private void enqueue(Session session) {
    long deadline = deadline(session.slot(), session.endMs());
    if (session.queued()) {
      if (session.queuedForMs() <= deadline) {
        return;
      }
      // One that had fired and was kept for corrections has grown, and fires again before it would
      // have been forgotten.
      queue.remove(session);
    }
    session.queuedForMs(deadline);
    session.queued(true);
    queue.add(session);
  }

  /**
   * When to look at a session again: when it fires, or once it has, when nothing can correct it any
   * more.
   */
  private long deadline(int slot, long endMs) {
    return endMs - 1 > reached(slot) ? endMs - 1 : EventTimes.plus(endMs - 1, allowedMs);
  }

  /** Collects what fires at a watermark; {@link #resume} emits it. */
  void advance(long watermarkMs) {
    watermarkBefore = watermark;
    watermark = watermarkMs;
    buckets.visitDue(watermarkMs, this::visitLatest);
    while (!queue.isEmpty() && queue.peek().queuedForMs() <= watermarkMs) {
      Session session = queue.remove();
      session.queued(false);
      if (session.alive()) {
        visit(session.slot(), session.endMs(), session);
      }
    }
    due.sort();
  }

  private void visitLatest(int slot) {
    if (cells.counted(slot) != 0) {
      visit(slot, ends.get(slot), null);
    }
  }

  private void visit(int slot, long endMs, @Nullable Session session) {
    boolean over = endMs - 1 <= watermark;
    boolean fired =
        endMs - 1 <= watermarkBefore || (reached != null && endMs - 1 <= reached.at(slot));
    if (over && !fired) {
      due.add(slot, endMs, session);
    } else {
      keepOrForget(slot, endMs, session);
    }
  }

  private void keepOrForget(int slot, long endMs, @Nullable Session session) {
    boolean gone = closed(endMs, watermark);
    if (session == null) {
      if (gone) {
        cells.clear(slot);
        store.release(slot);
        context.metrics().openWindows(-1);
      } else {
        buckets.remind(slot, deadline(slot, endMs));
      }
    } else if (gone) {
      List<Session> list = others.change(slot);
      if (list != null && list.remove(session) && list.isEmpty()) {
        others.set(slot, null);
      }
      if (cells.counted(slot) != 0) {
        setPlainFrom(slot, starts.get(slot), others.get(slot));
      }
      forgotten(session);
    } else {
      enqueue(session);
    }
  }

  boolean pending() {
    return !due.isEmpty();
  }

  /** Emits up to that many results. */
  void resume(int results, Output<WindowResult<Object, Object>> out) {
    for (int i = 0; i < results && !due.isEmpty(); i++) {
      int slot = due.slot();
      Session session = due.session();
      if (session == null) {
        cell.clear();
        cell.add(cells, slot);
        emit(slot, starts.get(slot), ends.get(slot), WindowResult.Firing.ON_TIME, out);
      } else {
        emit(session, WindowResult.Firing.ON_TIME, out);
      }
      keepOrForget(slot, session == null ? ends.get(slot) : session.endMs(), session);
      due.advance();
    }
    if (reached != null && due.isEmpty() && reached.caughtUp(watermark)) {
      reached = null;
    }
  }

  private void emit(
      Session session, WindowResult.Firing kind, Output<WindowResult<Object, Object>> out) {
    cell.clear();
    cell.addAccumulator(session.accumulator());
    emit(session.slot(), session.startMs(), session.endMs(), kind, out);
  }

  private void emit(
      int slot,
      long startMs,
      long endMs,
      WindowResult.Firing kind,
      Output<WindowResult<Object, Object>> out) {
    TimeWindow window = new TimeWindow(startMs, endMs);
    out.emit(new WindowResult<>(store.keys().keyAt(slot), window, kind, cell.result()), endMs - 1);
    context.metrics().firedWindows(1);
  }

  private void opened(int slot) {
    store.retain(slot);
    context.metrics().openWindows(1);
  }

  private void forgotten(Session session) {
    session.die();
    store.release(session.slot());
    context.metrics().openWindows(-1);
  }
}
