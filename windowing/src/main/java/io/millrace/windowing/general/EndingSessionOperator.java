package io.millrace.windowing.general;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowResult.Firing;
import io.millrace.api.window.WindowSettings;
import io.millrace.windowing.EndingSessionWindows;
import io.millrace.windowing.general.OpenEvents.Cut;
import io.millrace.windowing.general.OpenEvents.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that end with an event or at a maximal length.
 *
 * <ul>
 *   <li><b>Threads:</b> one, the subtask's.
 *   <li><b>Cost:</b> an event is inserted among those of its key by time, and cut and folded once
 *       when its session fires.
 *   <li><b>State:</b> the events of open sessions, and of fired ones while they may be corrected;
 *       one timer a key.
 *   <li><b>Firing:</b> in pieces of {@link GeneralWindowOperator#PIECE} keys.
 * </ul>
 *
 * @param <K> the type of the keys
 * @param <T> the type of the events
 * @param <A> the type of the accumulators
 * @param <R> the type of the results
 */
public final class EndingSessionOperator<K, T, A, R>
    implements BatchOperator<T, WindowResult<K, R>>, Resumable<WindowResult<K, R>>, ShapedState {
  /*
   * An out-of-order event may cut a session in two or join two that were cut, and an accumulator cannot be cut. So the
   * events are kept in order of time, and sessions are cut out of them when the watermark has passed their end: then no
   * event can come that would change the cut. The timer of a key is set for the earliest time at which its first session
   * can be over; if it is not over then, the timer moves.
   */
  private static final Boolean TIMER = Boolean.TRUE;

  private final WindowSettings settings;
  private final EndingSessionWindows<T> shape;
  private final Aggregate<T, A, R> aggregate;
  private final @Nullable Codec<T> events;
  private OperatorContext context;
  private KeyedStateStore store;
  private ObjectColumn<OpenEvents<T>> column;
  private TimerTable<Boolean> timers;
  private LateEvents lates;
  private Output<WindowResult<K, R>> out;
  private long watermark;
  private long fired;

  /** An operator whose events cannot be stored in a checkpoint. */
  public EndingSessionOperator(WindowSettings settings) {
    this(settings, null);
  }

  /**
   * Refuses settings that such sessions cannot have.
   *
   * @param events stores the events; null if their type is not known
   */
  @SuppressWarnings({
    "unchecked",
    "NullAway.Init"
  }) // the fluent API checks types; open() sets the rest
  public EndingSessionOperator(WindowSettings settings, @Nullable Codec<T> events) {
    if (!(settings.assigner() instanceof EndingSessionWindows<?> sessions)) {
      throw new MillraceException(
          ApiError.BUG, "not sessions with an end: " + settings.assigner().describe() + ".");
    }
    refuse(settings.trigger() != null, "a trigger");
    refuse(settings.evictor() != null, "an evictor");
    refuse(!settings.early().equals(EarlyFiring.NONE), "previews");
    refuse(
        settings.lateness().discarding() && settings.lateness().allowedMs() > 0,
        "corrections that show only what is new");
    this.settings = settings;
    this.events = events;
    this.shape = (EndingSessionWindows<T>) sessions;
    this.aggregate = (Aggregate<T, A, R>) settings.aggregate();
  }

  private static void refuse(boolean asked, String what) {
    if (asked) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "sessions with an end event or a maximal length fire when they are over and cannot have "
              + what
              + ". Leave it out, or use sessions with a gap only.");
    }
  }

  @Override
  public CodecSchema shape() {
    return WindowRules.shape(settings);
  }

  @Override
  public void open(OperatorContext newContext) {
    context = newContext;
    store = context.store();
    column = store.objects(ColumnSpec.objects("open-events", codec()), 0);
    timers = store.timers("session-event", TimeDomain.EVENT, Codecs.of(Boolean.class));
    watermark = context.watermark();
    lates = new LateEvents(context, settings.lateness());
  }

  /** Without a type the events can be kept but not stored. */
  private @Nullable Codec<?> codec() {
    if (events == null && context.durable()) {
      throw LateEvents.cannotStore(context.operatorId());
    }
    return events == null ? null : new OpenEventsCodec<>(events);
  }

  @Override
  public void process(Batch<T> batch, Output<WindowResult<K, R>> output) {
    out = output;
    watermark = Math.max(watermark, context.watermark());
    int taken = 0;
    for (int i = 0; i < batch.size(); i++) {
      long timeMs = EventTimes.check(batch.times()[i]);
      long judging = lates.judging(batch, i, watermark);
      if (lates.late(timeMs, judging)) {
        lates.emit(batch, i, judging);
      } else {
        T value = batch.value(i);
        take(batch.slots()[i], new Entry<>(value, timeMs, shape.ends().test(value)));
        taken++;
      }
    }
    context.metrics().count(Fate.OUT, taken);
    countFired();
  }

  @Override
  public void onWatermark(long watermarkMs, Output<WindowResult<K, R>> output) {
    watermark = Math.max(watermark, watermarkMs);
    resume(output);
  }

  @Override
  public boolean pending() {
    return timers.size() > 0 && timers.nextTime() <= watermark;
  }

  @Override
  public void resume(Output<WindowResult<K, R>> output) {
    out = output;
    int left = GeneralWindowOperator.PIECE;
    while (left > 0 && timers.pollDue(watermark, this::onTimer)) {
      left--;
    }
    countFired();
  }

  private void take(int slot, Entry<T> entry) {
    OpenEvents<T> open = changing(slot);
    if (open == null) {
      open = new OpenEvents<>();
      store.retain(slot);
    }
    if (entry.timeMs() > watermark) {
      open.add(entry);
      // The earliest end of any session that this event may start or end.
      long soonest = entry.ends() ? 1 : Math.min(shape.gapMs(), shape.maxLengthMs());
      setTimer(slot, open, EventTimes.minus(EventTimes.plus(entry.timeMs(), soonest), 1));
      column.set(slot, open);
      return;
    }
    List<Cut> before = over(open);
    open.add(entry);
    correct(slot, open, before);
    settle(slot, open);
  }

  /** Sessions that are over, before a late event comes in. */
  private List<Cut> over(OpenEvents<T> open) {
    List<Cut> cuts = new ArrayList<>();
    for (int from = 0; from < open.size(); ) {
      Cut cut = open.cut(from, shape);
      if (cut.window().maxTimeMs() > watermark) {
        break;
      }
      cuts.add(cut);
      from = cut.to();
    }
    return cuts;
  }

  /** Shows the sessions that a late event has changed. */
  private void correct(int slot, OpenEvents<T> open, List<Cut> before) {
    for (Cut cut : over(open)) {
      boolean known = false;
      for (Cut old : before) {
        known |=
            old.window().equals(cut.window()) && old.to() - old.from() == cut.to() - cut.from();
      }
      if (!known) {
        fire(slot, open, cut, Firing.LATE);
      }
    }
    open.firedUpTo = watermark;
  }

  private void onTimer(long timeMs, int slot, Boolean tag) {
    OpenEvents<T> open = changing(slot);
    if (open != null && open.timerMs == timeMs) {
      open.timerMs = EventTimes.MAX;
      settle(slot, open);
    }
  }

  /**
   * Fires the sessions that are over, lets go of those that cannot be corrected any more, and sets
   * the timer anew.
   */
  private void settle(int slot, OpenEvents<T> open) {
    long next = EventTimes.MAX;
    int gone = 0;
    for (int from = 0; from < open.size(); ) {
      Cut cut = open.cut(from, shape);
      long maxMs = cut.window().maxTimeMs();
      from = cut.to();
      if (maxMs > watermark) {
        next = Math.min(next, maxMs);
        break;
      }
      if (maxMs > open.firedUpTo) {
        fire(slot, open, cut, Firing.ON_TIME);
      }
      if (lates.late(maxMs, watermark)) {
        gone = cut.to();
      } else {
        next = Math.min(next, EventTimes.plus(maxMs, settings.lateness().allowedMs()));
      }
    }
    open.firedUpTo = watermark;
    open.removeFirst(gone);
    if (open.size() == 0) {
      column.set(slot, null);
      store.release(slot);
    } else {
      setTimer(slot, open, next);
      column.set(slot, open);
    }
  }

  /**
   * The events of a key. A snapshot may still need them as they are, so they are claimed before
   * they change.
   */
  private @Nullable OpenEvents<T> changing(int slot) {
    return column.change(slot);
  }

  /** Sets the key's timer if it is earlier than the one set. */
  private void setTimer(int slot, OpenEvents<T> open, long timeMs) {
    if (timeMs < open.timerMs) {
      if (open.timerMs != EventTimes.MAX) {
        timers.cancel(open.timerMs, slot, TIMER);
      }
      timers.set(timeMs, slot, TIMER);
      open.timerMs = timeMs;
    }
  }

  @SuppressWarnings("unchecked") // the store's keys are this operator's
  private void fire(int slot, OpenEvents<T> open, Cut cut, Firing firing) {
    A accumulator = aggregate.create();
    for (int i = cut.from(); i < cut.to(); i++) {
      accumulator = aggregate.add(accumulator, open.at(i).value());
    }
    K key = (K) store.keys().keyAt(slot);
    out.emit(
        new WindowResult<>(key, cut.window(), firing, aggregate.result(accumulator)),
        cut.window().maxTimeMs());
    fired++;
  }

  private void countFired() {
    context.metrics().firedWindows(fired);
    fired = 0;
  }
}
