package io.millrace.core.operator;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.StateAccess;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.core.state.KeyCursor;
import io.millrace.core.state.StateHandles;
import org.jspecify.annotations.Nullable;

/**
 * What the operators for user logic have in common: the current key, the handles of its state, its
 * timers, and the sweeping of state that has expired.
 *
 * <p>Timers fire when the watermark moves or the wall clock is reported, never from within an
 * event, in order of time and in pieces of {@link #PIECE}. A timer set while others fire takes part
 * if it is due.
 */
final class KeyedCallbacks<O> {
  /** The most timers that fire in one piece. */
  private static final int PIECE = 1000;

  /** The most slots swept at once while nothing comes in. */
  private static final int IDLE_SWEEP = 4096;

  /** Idle sweeps are no nearer than this, whatever the time to live, in milliseconds. */
  private static final long SWEEP_PAUSE_MS = 50;

  /** The callback of the user's handler. */
  interface TimerCall<O> {
    void onTimer(TimerEvent timer, Output<O> out);
  }

  private final OperatorContext context;
  private final KeyedStateStore store;
  private final KeyCursor cursor = new KeyCursor();
  private final StateHandles handles;
  private final NamedTimers eventTimers;
  private final NamedTimers wallTimers;
  private final TimerTable.Firing<String> eventFiring;
  private final TimerTable.Firing<String> wallFiring;
  private final TimerCall<O> timerCall;
  private @Nullable Output<O> out;
  private long watermark;
  private long firingWatermark = EventTimes.MIN;
  private long firingWall = EventTimes.MIN;
  private long wakeAt = EventTimes.MAX;
  private long sweepAt = EventTimes.MAX;

  KeyedCallbacks(OperatorContext context, TimerCall<O> timerCall) {
    this.context = context;
    this.store = context.store();
    this.timerCall = timerCall;
    this.watermark = context.watermark();
    this.handles = new StateHandles(context.operatorId(), store, context.time(), cursor);
    Codec<String> names =
        Codecs.derive(String.class, "the timers of operator '" + context.operatorId() + "'");
    this.eventTimers = new NamedTimers(store, TimeDomain.EVENT, names);
    this.wallTimers = new NamedTimers(store, TimeDomain.PROCESSING, names);
    this.eventFiring = (timeMs, slot, name) -> fire(eventTimers, timeMs, slot, name);
    this.wallFiring = (timeMs, slot, name) -> fire(wallTimers, timeMs, slot, name);
  }

  /** The handles, for the user's {@code open}. */
  StateAccess state() {
    return handles;
  }

  KeyCursor cursor() {
    return cursor;
  }

  long watermark() {
    return watermark;
  }

  /**
   * Asks for the wake-ups that restored state needs. To be called once the user's {@code open} is
   * done.
   */
  void opened() {
    if (!wallTimers.isEmpty()) {
      wakeBy(wallTimers.nextTime());
    }
    scheduleSweep();
  }

  void setTimer(String name, TimeDomain domain, long timeMs) {
    // The lowest value means that nothing fires at the moment, so no timer is set for it.
    long at = Math.max(timeMs, EventTimes.MIN + 1);
    timers(domain).set(cursor.slot(), name, at);
    if (domain == TimeDomain.PROCESSING) {
      wakeBy(at);
    }
  }

  void cancelTimer(String name, TimeDomain domain) {
    timers(domain).cancel(cursor.slot(), name);
  }

  /** A batch of that many events is done. */
  void afterBatch(int events) {
    cursor.leave();
    if (handles.expires()) {
      // As many slots as events: the sweep keeps up with the keys that come.
      handles.sweep(events);
      scheduleSweep();
    }
  }

  void onWatermark(long watermarkMs, Output<O> output) {
    watermark = watermarkMs;
    firingWatermark = watermarkMs;
    resume(output);
  }

  void onProcessingTime(long wallMs, Output<O> output) {
    wakeAt = EventTimes.MAX;
    firingWall = wallMs;
    if (wallMs >= sweepAt) {
      sweepAt = EventTimes.MAX;
      handles.sweepIdle(IDLE_SWEEP);
      scheduleSweep();
    } else if (sweepAt != EventTimes.MAX) {
      wakeBy(sweepAt);
    }
    resume(output);
  }

  boolean pending() {
    return eventTimers.due(firingWatermark) || wallTimers.due(firingWall);
  }

  /** Fires a bounded number of timers that are due. */
  void resume(Output<O> output) {
    out = output;
    try {
      int left = PIECE;
      while (left > 0 && eventTimers.pollDue(firingWatermark, eventFiring)) {
        left--;
      }
      while (left > 0 && wallTimers.pollDue(firingWall, wallFiring)) {
        left--;
      }
    } finally {
      out = null;
      cursor.leave();
    }
    if (!pending()) {
      // Timers set by later events wait for the next advance, also those that are due already.
      firingWatermark = EventTimes.MIN;
      firingWall = EventTimes.MIN;
      if (!wallTimers.isEmpty()) {
        wakeBy(wallTimers.nextTime());
      }
    }
  }

  private void fire(NamedTimers timers, long timeMs, int slot, String name) {
    Output<O> output = out;
    if (output == null) {
      throw new IllegalStateException("a timer fired outside of a firing");
    }
    timers.forget(slot, name);
    cursor.moveTo(slot);
    try {
      timerCall.onTimer(new TimerEvent(name, timers.domain(), timeMs), output);
    } catch (RuntimeException e) {
      throw UserFailure.onTimer(context, timeMs, e);
    }
  }

  private NamedTimers timers(TimeDomain domain) {
    return domain == TimeDomain.EVENT ? eventTimers : wallTimers;
  }

  private void wakeBy(long wallMs) {
    if (wallMs < wakeAt) {
      wakeAt = wallMs;
      context.wakeAt(wallMs);
    }
  }

  /** One round of idle sweeps takes about one time to live. */
  private void scheduleSweep() {
    if (sweepAt != EventTimes.MAX || !handles.expires() || store.keys().size() == 0) {
      return;
    }
    int rounds = store.keys().slotBound() / IDLE_SWEEP + 1;
    long pause = Math.max(handles.shortestTtlMs() / rounds, SWEEP_PAUSE_MS);
    sweepAt = EventTimes.plus(context.time().wallMillis(), pause);
    wakeBy(sweepAt);
  }
}
