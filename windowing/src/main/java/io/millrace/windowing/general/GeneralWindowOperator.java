package io.millrace.windowing.general;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Evictor.Timed;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.TriggerDecision;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowResult.Firing;
import io.millrace.api.window.WindowSettings;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows of any shape: assigns each event, folds it into the panes of its key, and fires what the
 * trigger says.
 *
 * <ul>
 *   <li><b>Threads:</b> one, the subtask's.
 *   <li><b>Cost:</b> for each event and window a search among the panes of the key, a fold and a
 *       call of the trigger; for each key and window two timers at most with the built-in triggers.
 *       Windows are objects.
 *   <li><b>State:</b> one pane for each key and window until the watermark passes the window's end
 *       plus the lateness allowed; windows without an end until they are purged.
 *   <li><b>Firing:</b> in pieces of {@link #PIECE} timers.
 *   <li><b>End of input:</b> closes windows of processing time; those of event time are closed by
 *       the last watermark. A window without an end shows what a timer had promised, and what no
 *       trigger had asked for, such as a count that is not full, is not shown.
 * </ul>
 *
 * @param <K> the type of the keys
 * @param <T> the type of the events
 * @param <A> the type of the accumulators
 * @param <R> the type of the results
 */
public final class GeneralWindowOperator<K, T, A, R>
    implements BatchOperator<T, WindowResult<K, R>>, Resumable<WindowResult<K, R>>, ShapedState {
  /*
   * The semantics are those of Apache Flink's WindowOperator, EvictingWindowOperator and MergingWindowSet, with three
   * differences. Lateness is judged by the split an event came from. A session that is over by that judgement takes no such
   * event, even if other splits hold the watermark back and it has not fired: else it would depend on their speed whether
   * the two become one. And a timer of the trigger and the operator's own at the same time are two timers, so a trigger
   * cannot cancel the clean-up and sees no timer that it did not set.
   */

  /**
   * Where the wall clock stands once the input has ended: behind any window's end, and so far
   * before the last millisecond that a trigger may add to it.
   */
  private static final long END_OF_CLOCK = 1L << 61;

  /** How many timers fire before the engine may empty its buffers. */
  static final int PIECE = 1000;

  private final WindowSettings settings;
  private final WindowAssigner<T> assigner;
  private final Aggregate<T, A, R> aggregate;
  private final Trigger<T> trigger;
  private final @Nullable Evictor<T> evictor;
  private final boolean byEventTime;
  private final boolean counting;
  private final @Nullable Codec<T> events;
  private final Type valueType;
  private OperatorContext context;
  private KeyedStateStore store;
  private ObjectColumn<Panes<T, A>> column;
  private TimerTable<WindowTimer> eventTimers;
  private TimerTable<WindowTimer> wallTimers;
  private PaneContext<T, A> triggerContext;
  private LateEvents lates;
  private Output<WindowResult<K, R>> out;
  // A trigger may set a timer for what the watermark has passed: it fires with the next watermark.
  private boolean firingEvent;
  private long firedWallMs = EventTimes.MIN;
  private long fired;
  private long opened;

  /** An operator whose events, if an evictor keeps them, cannot be stored in a checkpoint. */
  public GeneralWindowOperator(WindowSettings settings) {
    this(settings, null, new UnknownType("the type of the events was not given"));
  }

  /**
   * Refuses settings that make no sense.
   *
   * @param events stores the events that an evictor keeps; null if their type is not known
   * @param valueType the type of the events; may be unknown
   */
  @SuppressWarnings({
    "unchecked",
    "NullAway.Init"
  }) // types are checked by the fluent API; open() sets the rest
  public GeneralWindowOperator(WindowSettings settings, @Nullable Codec<T> events, Type valueType) {
    WindowRules rules = WindowRules.of(settings);
    this.settings = settings;
    this.assigner = (WindowAssigner<T>) settings.assigner();
    this.aggregate = (Aggregate<T, A, R>) settings.aggregate();
    this.trigger = (Trigger<T>) rules.trigger();
    this.evictor = (Evictor<T>) rules.evictor();
    this.byEventTime = assigner.domain() == TimeDomain.EVENT;
    this.counting = rules.counting();
    this.events = events;
    this.valueType = valueType;
  }

  @Override
  public CodecSchema shape() {
    return WindowRules.shape(settings);
  }

  @Override
  public void open(OperatorContext newContext) {
    context = newContext;
    store = context.store();
    column =
        store.objects(
            ColumnSpec.objects(
                "panes", PanesCodec.of(aggregate, valueType, evictor, events, context)),
            0);
    eventTimers = store.timers("window-event", TimeDomain.EVENT, new WindowTimerCodec());
    wallTimers = store.timers("window-processing", TimeDomain.PROCESSING, new WindowTimerCodec());
    triggerContext = new PaneContext<>(context, eventTimers, wallTimers);
    lates = new LateEvents(context, settings.lateness());
    for (int slot = 0; slot < store.keys().slotBound(); slot++) {
      Panes<T, A> restored = column.get(slot);
      context.metrics().openWindows(restored == null ? 0 : restored.size());
    }
    triggerContext.wake();
  }

  @Override
  public void process(Batch<T> batch, Output<WindowResult<K, R>> output) {
    out = output;
    readClocks(context.time().wallMillis());
    long watermark = triggerContext.watermark();
    int taken = 0;
    int outside = 0;
    for (int i = 0; i < batch.size(); i++) {
      long judging = lates.judging(batch, i, watermark);
      long timeMs = batch.times()[i];
      T value = batch.value(i);
      List<? extends Window> windows =
          assigner.assign(value, byEventTime ? timeMs : triggerContext.wallMs());
      if (windows.isEmpty()) {
        if (byEventTime && lates.lateWithoutWindow(timeMs, judging)) {
          lates.emit(batch, i, judging);
        } else {
          outside++;
        }
      } else if ((byEventTime && assigner.merging() && lates.lateForMerging(timeMs, judging))
          || !add(batch.slots()[i], value, timeMs, windows, judging)) {
        lates.emit(batch, i, judging);
      } else {
        taken++;
      }
    }
    context.metrics().count(Fate.OUT, taken);
    if (outside > 0) {
      context.metrics().count(Fate.NO_WINDOW, outside);
    }
    afterwards();
  }

  @Override
  public void onWatermark(long watermarkMs, Output<WindowResult<K, R>> output) {
    triggerContext.clocks(watermarkMs, context.time().wallMillis());
    firingEvent = true;
    resume(output);
  }

  @Override
  public void onProcessingTime(long wallMs, Output<WindowResult<K, R>> output) {
    triggerContext.woken();
    firedWallMs = Math.max(firedWallMs, wallMs);
    readClocks(wallMs);
    resume(output);
  }

  /**
   * The wall clock runs on to its end: every timer of processing time fires once, and with them the
   * windows of processing time and the last of what a trigger by the clock had still to show.
   */
  @Override
  public void onEndOfInput(Output<WindowResult<K, R>> output) {
    firedWallMs = END_OF_CLOCK;
    readClocks(END_OF_CLOCK);
    resume(output);
  }

  @Override
  public boolean pending() {
    return (firingEvent && due(eventTimers, triggerContext.watermark()))
        || due(wallTimers, firedWallMs);
  }

  @Override
  public void resume(Output<WindowResult<K, R>> output) {
    out = output;
    int left = PIECE;
    while (left > 0
        && firingEvent
        && eventTimers.pollDue(triggerContext.watermark(), this::onEventTimer)) {
      left--;
    }
    firingEvent &= due(eventTimers, triggerContext.watermark());
    while (left > 0 && wallTimers.pollDue(firedWallMs, this::onWallTimer)) {
      left--;
    }
    afterwards();
  }

  private static boolean due(TimerTable<WindowTimer> timers, long timeMs) {
    return timers.size() > 0 && timers.nextTime() <= timeMs;
  }

  private void readClocks(long wallMs) {
    triggerContext.clocks(context.watermark(), wallMs);
  }

  private void afterwards() {
    context.metrics().firedWindows(fired);
    context.metrics().openWindows(opened);
    fired = 0;
    opened = 0;
    triggerContext.wake();
  }

  // ---- events

  private boolean add(
      int slot, T value, long timeMs, List<? extends Window> windows, long judging) {
    Panes<T, A> panes = changing(slot);
    boolean fresh = panes == null;
    if (panes == null) {
      panes = new Panes<>();
    }
    boolean taken = false;
    for (int w = 0; w < windows.size(); w++) {
      Window window = windows.get(w);
      Pane<T, A> pane =
          assigner.merging()
              ? mergedPane(slot, panes, (TimeWindow) window, judging)
              : tooLate(window, judging) ? null : paneOf(slot, panes, window);
      if (pane != null) {
        fold(pane, value, timeMs);
        triggerContext.at(slot, pane);
        act(slot, pane, trigger.onEvent(value, timeMs, pane.window, triggerContext), timeMs, false);
        dropIfDone(panes, pane);
        taken = true;
      }
    }
    if (taken) {
      keep(slot, panes, fresh);
    }
    return taken;
  }

  private boolean tooLate(Window window, long judging) {
    return byEventTime && lates.late(window.maxTimeMs(), judging);
  }

  private Pane<T, A> paneOf(int slot, Panes<T, A> panes, Window window) {
    Pane<T, A> pane = panes.find(window);
    if (pane == null) {
      pane = new Pane<>(window);
      insert(slot, panes, pane);
    }
    return pane;
  }

  private void insert(int slot, Panes<T, A> panes, Pane<T, A> pane) {
    panes.add(pane);
    opened++;
    long cleanupMs = cleanupTime(pane.window);
    if (cleanupMs != EventTimes.MAX) {
      (byEventTime ? eventTimers : wallTimers).set(cleanupMs, slot, pane.cleanupTimer);
    }
  }

  private void fold(Pane<T, A> pane, T value, long timeMs) {
    pane.latestMs = Math.max(pane.latestMs, timeMs);
    if (evictor != null) {
      pane.kept().add(new Timed<>(value, timeMs));
      return;
    }
    A accumulator = pane.accumulator;
    pane.accumulator = aggregate.add(accumulator == null ? aggregate.create() : accumulator, value);
  }

  // ---- merging

  /** The pane that a window of an event is part of, after merging; null if it is late. */
  private @Nullable Pane<T, A> mergedPane(
      int slot, Panes<T, A> panes, TimeWindow window, long judging) {
    boolean sealed = byEventTime && lates.sealed(window.startMs(), judging);
    TimeWindow cover = window;
    List<Pane<T, A>> parts = new ArrayList<>(2);
    for (int i = 0; i < panes.size(); i++) {
      Pane<T, A> pane = panes.at(i);
      TimeWindow other = (TimeWindow) pane.window;
      if (pane.meets(window, sealed) && !tooLate(other, judging)) {
        cover = cover.cover(other);
        parts.add(pane);
      }
    }
    if (tooLate(cover, judging)) {
      return null;
    }
    boolean same = parts.size() == 1 && parts.get(0).window.equals(cover);
    Pane<T, A> pane = same ? parts.get(0) : null;
    if (pane == null) {
      pane = parts.isEmpty() ? paneOf(slot, panes, cover) : merge(slot, panes, parts, cover);
    }
    pane.sealed = Pane.sealed(window, sealed, parts);
    return pane;
  }

  private Pane<T, A> merge(int slot, Panes<T, A> panes, List<Pane<T, A>> parts, TimeWindow cover) {
    Pane<T, A> whole = new Pane<>(cover);
    boolean over = over(cover);
    for (Pane<T, A> part : parts) {
      triggerContext.at(slot, part);
      trigger.clear(part.window, triggerContext);
      cancelCleanup(slot, part);
      panes.remove(part.window);
      opened--;
      whole.absorb(part, aggregate);
      whole.ended |= part.ended && over;
    }
    insert(slot, panes, whole);
    triggerContext.merging(slot, whole, parts);
    trigger.onMerge(cover, triggerContext);
    return whole;
  }

  // ---- timers

  private void onEventTimer(long timeMs, int slot, WindowTimer timer) {
    onTimer(timeMs, slot, timer, eventTimers);
  }

  private void onWallTimer(long wallMs, int slot, WindowTimer timer) {
    onTimer(wallMs, slot, timer, wallTimers);
  }

  private void onTimer(long timeMs, int slot, WindowTimer timer, TimerTable<WindowTimer> timers) {
    Panes<T, A> panes = changing(slot);
    boolean fresh = panes == null;
    if (panes == null) {
      panes = new Panes<>();
    }
    Pane<T, A> pane = panes.find(timer.window());
    if (pane == null) {
      if (assigner.merging() || timer.cleanup()) {
        return;
      }
      // A purged pane without a number is not kept, but its trigger may count on the timer all the
      // same.
      pane = paneOf(slot, panes, timer.window());
    }
    if (!timer.cleanup()) {
      askTrigger(timeMs, slot, pane, timers);
      dropIfDone(panes, pane);
    } else {
      // The trigger's timer of the same time comes first, whichever was set first.
      if (timers.cancel(timeMs, slot, pane.triggerTimer)) {
        askTrigger(timeMs, slot, pane, timers);
      }
      triggerContext.at(slot, pane);
      trigger.clear(pane.window, triggerContext);
      panes.remove(pane.window);
      opened--;
    }
    keep(slot, panes, fresh);
  }

  private void askTrigger(long timeMs, int slot, Pane<T, A> pane, TimerTable<WindowTimer> timers) {
    triggerContext.at(slot, pane);
    TriggerDecision decision;
    if (timers == eventTimers) {
      if (pane.lastEventTimer == timeMs) {
        pane.lastEventTimer = EventTimes.MIN;
      }
      decision = trigger.onEventTime(timeMs, pane.window, triggerContext);
    } else {
      decision = trigger.onProcessingTime(timeMs, pane.window, triggerContext);
    }
    act(slot, pane, decision, pane.latestMs, true);
  }

  private long cleanupTime(Window window) {
    return EventTimes.plus(window.maxTimeMs(), byEventTime ? settings.lateness().allowedMs() : 1);
  }

  private void cancelCleanup(int slot, Pane<T, A> pane) {
    (byEventTime ? eventTimers : wallTimers)
        .cancel(cleanupTime(pane.window), slot, pane.cleanupTimer);
  }

  // ---- firing

  private void act(
      int slot, Pane<T, A> pane, TriggerDecision decision, long timeMs, boolean byTimer) {
    if (decision.fires()) {
      fire(slot, pane, timeMs, byTimer);
    }
    if (decision.purges() || (decision.fires() && settings.lateness().discarding())) {
      pane.purge();
    }
  }

  @SuppressWarnings("unchecked") // the store's keys are this operator's
  private void fire(int slot, Pane<T, A> pane, long timeMs, boolean byTimer) {
    Firing firing = firing(pane, byTimer);
    A accumulator = evictor == null ? pane.accumulator : pane.foldKept(aggregate, evictor);
    if (accumulator == null) {
      return;
    }
    K key = (K) store.keys().keyAt(slot);
    long resultMs = pane.window instanceof TimeWindow ? pane.window.maxTimeMs() : timeMs;
    out.emit(new WindowResult<>(key, pane.window, firing, aggregate.result(accumulator)), resultMs);
    fired++;
  }

  private Firing firing(Pane<T, A> pane, boolean byTimer) {
    if (counting) {
      return Firing.ON_TIME;
    }
    if (!over(pane.window)) {
      return Firing.EARLY;
    }
    if (byTimer && !pane.ended) {
      pane.ended = true;
      return Firing.ON_TIME;
    }
    return Firing.LATE;
  }

  private boolean over(Window window) {
    return byEventTime
        ? window.maxTimeMs() <= triggerContext.watermark()
        : window.maxTimeMs() < triggerContext.wallMs();
  }

  // ---- keeping

  /** Lets go of a pane that holds nothing and that no timer would clean up. */
  private void dropIfDone(Panes<T, A> panes, Pane<T, A> pane) {
    if (!assigner.merging()
        && pane.empty()
        && pane.numberless()
        && cleanupTime(pane.window) == EventTimes.MAX
        && panes.remove(pane.window)) {
      opened--;
    }
  }

  /**
   * The panes of a key. A snapshot may still need them as they are, so they are claimed before they
   * change.
   */
  private @Nullable Panes<T, A> changing(int slot) {
    return column.change(slot);
  }

  private void keep(int slot, Panes<T, A> panes, boolean fresh) {
    if (panes.size() > 0) {
      column.set(slot, panes);
      if (fresh) {
        store.retain(slot);
      }
    } else if (!fresh) {
      column.set(slot, null);
      store.release(slot);
    }
  }
}
