package io.millrace.joins;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.Lateness;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pairs of an interval join in one subtask and lets go of rows whose time is over. Lives
 * from the operator's opening to its end. One thread.
 *
 * @param <O> what the join emits
 */
final class IntervalMatcher<O> implements TimerTable.Firing<String> {
  /** Rows and keys that one piece of a firing handles. */
  private static final int PIECE = 2048;

  private static final String TIMER = "expiry";

  private final OperatorContext context;
  private final KeyedStateStore store;
  private final ObjectColumn<IntervalRows> keys;
  private final TimerTable<String> timers;
  private final LateEvents late;
  private final Lateness lateness;
  private final PairCombiner<O> combiner;
  private final Side left;
  private final Side right;

  /* A firing under way: rows whose last partner is before this time are over. */
  private long overBeforeMs = EventTimes.MIN;
  private boolean pending;
  private int budget;
  private @Nullable Output<O> firingOut;

  /**
   * What is fixed about one side.
   *
   * @param isLeft which side
   * @param bounds where the partners of its rows lie
   * @param keepsUnmatched its rows are emitted if they have no partner
   * @param storesValues its values are needed later, not only their times
   */
  record Side(boolean isLeft, IntervalBounds bounds, boolean keepsUnmatched, boolean storesValues) {
    TimedRows own(IntervalRows rows) {
      return isLeft ? rows.left : rows.right;
    }

    TimedRows other(IntervalRows rows) {
      return isLeft ? rows.right : rows.left;
    }
  }

  IntervalMatcher(
      OperatorContext context,
      Lateness lateness,
      PairCombiner<O> combiner,
      Side left,
      Side right,
      @Nullable SideCodecs codecs) {
    this.context = context;
    this.store = context.store();
    IntervalRowsCodec codec =
        codecs == null
            ? null
            : new IntervalRowsCodec(
                codecs, left.keepsUnmatched(), right.keepsUnmatched(), combiner.givesPairs());
    this.keys = store.objects(ColumnSpec.objects("rows", codec), 0);
    this.timers = store.timers(TIMER, TimeDomain.EVENT, Codecs.of(String.class));
    this.late = new LateEvents(context);
    this.lateness = lateness;
    this.combiner = combiner;
    this.left = left;
    this.right = right;
  }

  /** Joins the events of a batch with what is there of the other side. */
  void process(Batch<?> batch, Side side, Output<O> out) {
    long merged = context.watermark();
    long overBefore = lessLateness(merged);
    long deciding = lateness.byMerged() ? merged : Math.max(batch.watermark(), merged);
    boolean allOnTime =
        batch.minTime() >= lessLateness(deciding) && batch.minTime() != EventTimes.MIN;
    long[] times = batch.times();
    Object[] values = batch.values();
    int[] slots = batch.slots();
    int taken = 0;
    for (int i = 0; i < batch.size(); i++) {
      if (allOnTime || onTime(batch, i, merged)) {
        take(slots[i], times[i], values[i], side, overBefore, out);
        taken++;
      }
    }
    context.metrics().count(Fate.OUT, taken);
  }

  private boolean onTime(Batch<?> batch, int place, long merged) {
    long timeMs = batch.times()[place];
    if (timeMs == EventTimes.MIN) {
      throw new MillraceException(
          ApiError.EVENT_TIME_INVALID,
          "join '"
              + context.operatorId()
              + "' got an event without a time, but it compares times."
              + " Give its inputs times with eventTime(…).");
    }
    long watermark = lateness.byMerged() ? merged : Math.max(batch.watermarkAt(place), merged);
    if (timeMs < lessLateness(watermark)) {
      late.add(batch, place, watermark);
      return false;
    }
    return true;
  }

  private void take(
      int slot, long timeMs, Object value, Side side, long overBefore, Output<O> out) {
    // Claimed before anything in it changes, so that a snapshot keeps what it saw.
    IntervalRows rows = keys.change(slot);
    boolean matched = rows != null && match(side, side.other(rows), timeMs, value, out);
    if (matched && side.isLeft() && !combiner.givesPairs()) {
      return; // an anti join is done with a left row that has a partner
    }
    long lastPartner = side.bounds().to(timeMs);
    if (isOver(lastPartner, overBefore)) {
      if (!matched && side.keepsUnmatched()) {
        emitUnmatched(side.isLeft(), timeMs, value, out);
      }
      return;
    }
    if (rows == null) {
      rows = new IntervalRows(left.keepsUnmatched(), right.keepsUnmatched());
      keys.set(slot, rows);
      store.retain(slot);
    }
    side.own(rows).add(timeMs, side.storesValues() ? value : null, matched);
    setTimer(slot, rows, EventTimes.plus(lastPartner, 1));
  }

  /** Emits the pairs of a row and marks its partners; true if there are any. */
  private boolean match(Side side, TimedRows partners, long timeMs, Object value, Output<O> out) {
    boolean marks = side.isLeft() ? right.keepsUnmatched() : left.keepsUnmatched();
    boolean pairs = combiner.givesPairs();
    long to = side.bounds().to(timeMs);
    int end = partners.end();
    int from = partners.find(side.bounds().from(timeMs));
    int i = from;
    for (; i < end && partners.timeMs(i) <= to; i++) {
      if (pairs) {
        Object partner = present(partners.value(i));
        O result = side.isLeft() ? combiner.pair(value, partner) : combiner.pair(partner, value);
        out.emit(result, Math.max(timeMs, partners.timeMs(i)));
      } else {
        partners.forgetValue(i);
      }
      if (marks) {
        partners.match(i);
      }
    }
    return i > from;
  }

  /** The watermark has moved on: rows without further partners go, some after they were emitted. */
  void expire(long watermarkMs, Output<O> out) {
    overBeforeMs = lessLateness(watermarkMs);
    pending = true;
    resume(out);
  }

  /** A firing is under way. */
  boolean pending() {
    return pending;
  }

  /** Goes on with a firing. */
  void resume(Output<O> out) {
    budget = PIECE;
    firingOut = out;
    boolean due = true;
    while (due && budget > 0) {
      due = timers.pollDue(overBeforeMs, this);
    }
    firingOut = null;
    pending = due;
  }

  @Override
  public void fire(long timeMs, int slot, String tag) {
    IntervalRows rows = keys.change(slot);
    if (rows == null || firingOut == null) {
      throw new MillraceException(
          ApiError.BUG,
          "a timer of join '" + context.operatorId() + "' fired for a key without rows.");
    }
    budget--;
    rows.deadlineMs = IntervalRows.NO_DEADLINE;
    removeOver(left, rows.left, firingOut);
    removeOver(right, rows.right, firingOut);
    if (rows.isEmpty()) {
      keys.set(slot, null);
      store.release(slot);
      return;
    }
    setTimerForFirst(slot, left, rows);
    setTimerForFirst(slot, right, rows);
  }

  private void removeOver(Side side, TimedRows own, Output<O> out) {
    while (budget > 0 && !own.isEmpty()) {
      int first = own.first();
      long timeMs = own.timeMs(first);
      if (!isOver(side.bounds().to(timeMs), overBeforeMs)) {
        break;
      }
      if (side.keepsUnmatched() && !own.matched(first)) {
        emitUnmatched(side.isLeft(), timeMs, present(own.value(first)), out);
      }
      own.removeFirst();
      budget--;
    }
    own.trim();
  }

  private void emitUnmatched(boolean isLeft, long timeMs, Object value, Output<O> out) {
    out.emit(isLeft ? combiner.leftOnly(value) : combiner.rightOnly(value), timeMs);
  }

  private void setTimerForFirst(int slot, Side side, IntervalRows rows) {
    TimedRows own = side.own(rows);
    if (!own.isEmpty()) {
      long lastPartner = side.bounds().to(own.timeMs(own.first()));
      setTimer(slot, rows, EventTimes.plus(lastPartner, 1));
    }
  }

  /** Sees to it that the key's timer is not later than {@code dueMs}. */
  private void setTimer(int slot, IntervalRows rows, long dueMs) {
    if (rows.deadlineMs != IntervalRows.NO_DEADLINE) {
      if (rows.deadlineMs <= dueMs) {
        return;
      }
      timers.cancel(rows.deadlineMs, slot, TIMER);
    }
    rows.deadlineMs = dueMs;
    timers.set(dueMs, slot, TIMER);
  }

  /** At the end of the stream everything is over, also what has no bound. */
  private static boolean isOver(long lastPartnerMs, long overBefore) {
    return lastPartnerMs < overBefore || overBefore == EventTimes.MAX;
  }

  /** The end of the stream ends the lateness allowed too. */
  private long lessLateness(long watermarkMs) {
    return watermarkMs == EventTimes.MAX || watermarkMs == EventTimes.MIN
        ? watermarkMs
        : EventTimes.minus(watermarkMs, lateness.allowedMs());
  }

  private Object present(@Nullable Object value) {
    if (value == null) {
      throw new MillraceException(
          ApiError.BUG,
          "join '" + context.operatorId() + "' lost the value of a row it still needs.");
    }
    return value;
  }
}
