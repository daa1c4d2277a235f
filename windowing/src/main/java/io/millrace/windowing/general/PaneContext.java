package io.millrace.windowing.general;

import io.millrace.api.backend.TimerTable;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TriggerContext;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a trigger sees of the pane at hand. One for each operator, pointed at one pane after the
 * other.
 */
final class PaneContext<T, A> implements TriggerContext {
  private final OperatorContext context;
  private final TimerTable<WindowTimer> eventTimers;
  private final TimerTable<WindowTimer> wallTimers;
  private long watermark = EventTimes.MIN;
  private long wallMs;
  private long wakeMs = EventTimes.MAX;
  private int slot;
  private @Nullable Pane<T, A> pane;
  private List<Pane<T, A>> merged = List.of();

  PaneContext(
      OperatorContext context,
      TimerTable<WindowTimer> eventTimers,
      TimerTable<WindowTimer> wallTimers) {
    this.context = context;
    this.eventTimers = eventTimers;
    this.wallTimers = wallTimers;
  }

  /** Points at a pane. */
  void at(int newSlot, Pane<T, A> newPane) {
    slot = newSlot;
    pane = newPane;
    merged = List.of();
  }

  /** Points at a pane that others were merged into. */
  void merging(int newSlot, Pane<T, A> newPane, List<Pane<T, A>> sources) {
    at(newSlot, newPane);
    merged = sources;
  }

  /** The clocks as they stand now; neither goes back. */
  void clocks(long newWatermark, long newWallMs) {
    watermark = Math.max(watermark, newWatermark);
    wallMs = newWallMs;
  }

  /**
   * Asks the engine for a call when the next processing-time timer is due, unless it was asked
   * already.
   */
  void wake() {
    long next = wallTimers.nextTime();
    if (next != wakeMs && wallTimers.size() > 0) {
      wakeMs = next;
      context.wakeAt(next);
    }
  }

  /** The engine has called: what was asked for is used up. */
  void woken() {
    wakeMs = EventTimes.MAX;
  }

  @Override
  public long watermark() {
    return watermark;
  }

  @Override
  public long wallMs() {
    return wallMs;
  }

  @Override
  public void setEventTimer(long timeMs) {
    Pane<T, A> at = pane();
    if (at.lastEventTimer != timeMs) {
      eventTimers.set(timeMs, slot, at.triggerTimer);
      at.lastEventTimer = timeMs;
    }
  }

  @Override
  public void cancelEventTimer(long timeMs) {
    Pane<T, A> at = pane();
    eventTimers.cancel(timeMs, slot, at.triggerTimer);
    if (at.lastEventTimer == timeMs) {
      at.lastEventTimer = EventTimes.MIN;
    }
  }

  @Override
  public void setProcessingTimer(long timeMs) {
    wallTimers.set(timeMs, slot, pane().triggerTimer);
  }

  @Override
  public void cancelProcessingTimer(long timeMs) {
    wallTimers.cancel(timeMs, slot, pane().triggerTimer);
  }

  @Override
  public long number(String name, long absent) {
    return pane().number(name, absent);
  }

  @Override
  public void number(String name, long value, boolean present) {
    if (present) {
      pane().remember(name, value);
    } else {
      pane().forget(name);
    }
  }

  @Override
  public void merge(String name, LongBinaryOperator combine) {
    Pane<T, A> into = pane();
    for (Pane<T, A> source : merged) {
      if (source.hasNumber(name)) {
        long number = source.number(name, 0);
        into.remember(
            name,
            into.hasNumber(name) ? combine.applyAsLong(into.number(name, 0), number) : number);
      }
    }
  }

  private Pane<T, A> pane() {
    if (pane == null) {
      throw new MillraceException(ApiError.BUG, "a trigger asked about no window.");
    }
    return pane;
  }
}
