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
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the events of both sides of a window join into panes and fires these, in one subtask. Lives
 * from the operator's opening to its end. One thread.
 *
 * @param <O> what the join emits
 */
final class WindowMatcher<O> implements TimerTable.Firing<String> {
  /** Results that one piece of a firing emits. */
  private static final int PIECE = 2048;

  private static final String TIMER = "panes";
  private static final int NO_SLOT = -1;

  private final OperatorContext context;
  private final KeyedStateStore store;
  private final ObjectColumn<KeyPanes> keys;
  private final TimerTable<String> timers;
  private final LateEvents late;
  private final WindowAssigner<Object> assigner;
  private final Lateness lateness;
  private final boolean merging;
  private final boolean byWall;
  private final PaneFiring<O> firing;

  /* A firing under way: up to which time, and at which key. */
  private long nowMs = EventTimes.MIN;
  private int slot = NO_SLOT;
  private boolean pending;
  private long openWindows;

  @SuppressWarnings("unchecked") // the plan says that the assigner can read both sides
  WindowMatcher(OperatorContext context, Step.WindowJoin join, @Nullable SideCodecs codecs) {
    this.context = context;
    this.assigner = (WindowAssigner<Object>) join.assigner();
    this.lateness = join.lateness();
    this.merging = assigner.merging();
    this.byWall = assigner.domain() == TimeDomain.PROCESSING;
    this.store = context.store();
    KeyPanesCodec codec = codecs == null ? null : new KeyPanesCodec(codecs);
    this.keys = store.objects(ColumnSpec.objects("panes", codec), 0);
    this.timers = store.timers(TIMER, assigner.domain(), Codecs.of(String.class));
    this.late = new LateEvents(context);
    this.firing = new PaneFiring<>(join);
  }

  /** Goes on from a checkpoint in which that many windows were open, or from nothing with 0. */
  void opened(long windows) {
    openWindows(windows);
    wakeForNext();
  }

  /** How many windows are open. */
  long openWindows() {
    return openWindows;
  }

  private void openWindows(long change) {
    openWindows += change;
    context.metrics().openWindows(change);
  }

  /** Takes the events of a batch. */
  void process(Batch<?> batch, boolean isLeft, Output<O> out) {
    long merged = byWall ? EventTimes.MIN : context.watermark();
    long wall = byWall ? context.time().wallMillis() : 0;
    int taken = 0;
    int withoutWindow = 0;
    for (int i = 0; i < batch.size(); i++) {
      Object value = batch.values()[i];
      long timeMs = byWall ? wall : batch.times()[i];
      List<? extends Window> windows = assigner.assign(value, timeMs);
      if (windows.isEmpty()) {
        withoutWindow++;
        continue;
      }
      long deciding = merged;
      if (!byWall && !lateness.byMerged()) {
        deciding = Math.max(batch.watermarkAt(i), merged);
      }
      boolean inAny = false;
      for (int w = 0; w < windows.size(); w++) {
        Pane pane = paneFor(batch.slots()[i], windows.get(w), timeMs, deciding, merged);
        if (pane != null) {
          inAny = true;
          pane.add(isLeft, value, timeMs);
          added(batch.slots()[i], pane, merged, out);
        }
      }
      if (inAny) {
        taken++;
      } else {
        late.add(batch, i, deciding);
      }
    }
    context.metrics().count(Fate.OUT, taken);
    context.metrics().count(Fate.NO_WINDOW, withoutWindow);
    wakeForNext();
  }

  /**
   * The pane of a window of a key, or null if the event is too late for it. An event whose window
   * merges is, judged by its split, late once its own time is over: which windows it would find
   * open to merge with depends on how far other splits have been read.
   */
  private @Nullable Pane paneFor(
      int atSlot, Window window, long timeMs, long deciding, long merged) {
    boolean byOwn = !byWall && !lateness.byMerged();
    if (merging && window instanceof TimeWindow time) {
      long keptUntilMs = byOwn ? EventTimes.plus(timeMs, lateness.allowedMs()) : EventTimes.MAX;
      if (keptUntilMs <= deciding) {
        return null;
      }
      return mergedPane(atSlot, time, byOwn && keptUntilMs - 1 == deciding, merged);
    }
    if (!byWall && keptUntil(window) <= deciding) {
      return null;
    }
    KeyPanes panes = writable(atSlot);
    Pane pane = panes == null ? null : panes.find(window);
    if (pane == null) {
      pane = new Pane(window);
      add(atSlot, panes, pane);
    }
    return pane;
  }

  /**
   * The pane that a window is part of, after merging; null if it is over.
   *
   * @param sealed a window that ends where this one starts is over for the event
   */
  private @Nullable Pane mergedPane(int atSlot, TimeWindow window, boolean sealed, long merged) {
    KeyPanes panes = writable(atSlot);
    TimeWindow cover = panes == null ? window : panes.cover(window, sealed);
    if (!byWall && keptUntil(cover) <= merged) {
      return null;
    }
    Pane pane = null;
    if (panes != null) {
      int before = panes.size();
      pane = panes.takeMeeting(window, sealed);
      openWindows(panes.size() - before);
    }
    if (pane == null) {
      pane = new Pane(window);
      pane.sealed = sealed;
    } else {
      long startMs = ((TimeWindow) pane.window).startMs();
      if (window.startMs() <= startMs) {
        pane.sealed = sealed && (window.startMs() < startMs || pane.sealed);
      }
      pane.window = cover;
      pane.fired = false;
    }
    add(atSlot, panes, pane);
    return pane;
  }

  private void add(int atSlot, @Nullable KeyPanes panes, Pane pane) {
    KeyPanes owner = panes;
    if (owner == null) {
      owner = new KeyPanes();
      keys.set(atSlot, owner);
      store.retain(atSlot);
    }
    owner.add(pane);
    openWindows(1);
  }

  /**
   * An event came into a pane: a window that is over fires at once, and the key's timer must be
   * early enough.
   */
  private void added(int atSlot, Pane pane, long merged, Output<O> out) {
    // One that has fired is over, also if the job went on from a checkpoint with more subtasks or
    // fewer and so with the smallest of their watermarks.
    if (!byWall && (pane.fired || pane.window.maxTimeMs() <= merged)) {
      firing.begin(pane);
      firing.emit(out, Integer.MAX_VALUE);
      context.metrics().firedWindows(1);
    }
    KeyPanes panes = keys.get(atSlot);
    if (panes != null) {
      setTimer(atSlot, panes, pane.fired ? keptUntil(pane.window) : firesAt(pane.window));
    }
  }

  /** The watermark has moved on. */
  void onWatermark(long watermarkMs, Output<O> out) {
    if (!byWall) {
      start(watermarkMs, out);
    }
  }

  /** All input has ended: windows of processing time are over. */
  void onEndOfInput(Output<O> out) {
    if (byWall) {
      start(EventTimes.MAX, out);
    }
  }

  /** The wall clock has moved on. */
  void onProcessingTime(long wallMs, Output<O> out) {
    if (byWall) {
      start(wallMs, out);
    }
  }

  /** A firing is under way. */
  boolean pending() {
    return pending;
  }

  private void start(long untilMs, Output<O> out) {
    nowMs = untilMs;
    pending = true;
    resume(out);
  }

  /** Goes on with a firing. */
  void resume(Output<O> out) {
    int budget = PIECE;
    while (pending && budget > 0) {
      if (firing.active()) {
        budget -= firing.emit(out, budget);
        context.metrics().firedWindows(firing.active() ? 0 : 1);
      } else if (slot == NO_SLOT) {
        pending = timers.pollDue(nowMs, this);
        budget--;
      } else {
        nextPane();
        budget--;
      }
    }
    if (!pending) {
      wakeForNext();
    }
  }

  @Override
  public void fire(long timeMs, int timerSlot, String tag) {
    KeyPanes panes = writable(timerSlot);
    if (panes == null) {
      throw new MillraceException(
          ApiError.BUG,
          "a timer of join '" + context.operatorId() + "' fired for a key without windows.");
    }
    panes.deadlineMs = KeyPanes.NO_DEADLINE;
    slot = timerSlot;
  }

  /**
   * Begins with the key's next pane that is due; if there is none, tidies up and leaves the key.
   */
  private void nextPane() {
    KeyPanes panes = writable(slot);
    if (panes == null) {
      slot = NO_SLOT;
      return;
    }
    int unfired = panes.firstUnfired();
    if (unfired < panes.size() && firesAt(panes.get(unfired).window) <= nowMs) {
      firing.begin(panes.get(unfired));
      return;
    }
    int over = 0;
    while (over < unfired && keptUntil(panes.get(over).window) <= nowMs) {
      over++;
    }
    panes.removeFirst(over);
    openWindows(-over);
    if (panes.isEmpty()) {
      keys.set(slot, null);
      store.release(slot);
    } else {
      setTimerForFirst(panes, unfired - over);
    }
    slot = NO_SLOT;
  }

  private void setTimerForFirst(KeyPanes panes, int unfired) {
    if (unfired > 0) {
      setTimer(slot, panes, keptUntil(panes.get(0).window));
    }
    if (unfired < panes.size()) {
      setTimer(slot, panes, firesAt(panes.get(unfired).window));
    }
  }

  /** Sees to it that the key's timer is not later than {@code dueMs}. */
  private void setTimer(int atSlot, KeyPanes panes, long dueMs) {
    if (panes.deadlineMs != KeyPanes.NO_DEADLINE) {
      if (panes.deadlineMs <= dueMs) {
        return;
      }
      timers.cancel(panes.deadlineMs, atSlot, TIMER);
    }
    panes.deadlineMs = dueMs;
    timers.set(dueMs, atSlot, TIMER);
  }

  private void wakeForNext() {
    if (byWall && timers.size() > 0) {
      context.wakeAt(timers.nextTime());
    }
  }

  /** By the wall clock a millisecond later: events may still come within the window's last one. */
  private long firesAt(Window window) {
    return byWall ? EventTimes.plus(window.maxTimeMs(), 1) : window.maxTimeMs();
  }

  private long keptUntil(Window window) {
    return byWall ? firesAt(window) : EventTimes.plus(window.maxTimeMs(), lateness.allowedMs());
  }

  /** The panes of a key, claimed, so that a snapshot keeps what it saw. */
  private @Nullable KeyPanes writable(int atSlot) {
    return keys.change(atSlot);
  }
}
