package io.millrace.windowing;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.TriggerContext;
import io.millrace.api.window.TriggerDecision;
import io.millrace.api.window.Window;

/**
 * Fires at every multiple of an interval of event time, and when the window's time is over; then
 * for each event that is late but allowed.
 *
 * <p>A watermark that passes several multiples at once makes one firing, since all of them would
 * show the same; with {@link #firingEachMultiple} it makes one for each, and computes the first
 * multiple by truncating division, as Apache Flink's trigger of that name does.
 *
 * @param intervalMs how far firings are apart, in milliseconds; 1 or more
 * @param eachMultiple fires once for each multiple that is passed
 */
public record ContinuousEventTimeTrigger(long intervalMs, boolean eachMultiple)
    implements Trigger<Object> {
  private static final String NEXT = "next";

  /** Refuses an interval that makes no sense. */
  public ContinuousEventTimeTrigger {
    Settings.positiveMs("the interval of a continuous trigger", intervalMs);
  }

  /** The same, with a firing for each multiple that a watermark passes. */
  public ContinuousEventTimeTrigger firingEachMultiple() {
    return new ContinuousEventTimeTrigger(intervalMs, true);
  }

  @Override
  public TriggerDecision onEvent(Object value, long timeMs, Window window, TriggerContext context) {
    if (window.maxTimeMs() <= context.watermark()) {
      return TriggerDecision.FIRE;
    }
    context.setEventTimer(window.maxTimeMs());
    if (context.number(NEXT, EventTimes.MIN) == EventTimes.MIN) {
      schedule(first(timeMs, context.watermark()), window, context);
    }
    return TriggerDecision.CONTINUE;
  }

  @Override
  public TriggerDecision onEventTime(long timeMs, Window window, TriggerContext context) {
    if (timeMs == window.maxTimeMs()) {
      return TriggerDecision.FIRE;
    }
    if (timeMs != context.number(NEXT, EventTimes.MIN)) {
      return TriggerDecision.CONTINUE;
    }
    // In a window without an end the last watermark would pass multiples without an end.
    boolean endless = window.maxTimeMs() == EventTimes.MAX && context.watermark() == EventTimes.MAX;
    if (eachMultiple && !endless) {
      schedule(EventTimes.plus(timeMs, intervalMs), window, context);
      return TriggerDecision.FIRE;
    }
    if (context.watermark() >= window.maxTimeMs()) {
      // The timer of the window's end is due as well and shows the same.
      context.number(NEXT, 0, false);
      return TriggerDecision.CONTINUE;
    }
    schedule(following(context.watermark()), window, context);
    return TriggerDecision.FIRE;
  }

  @Override
  public void onMerge(Window window, TriggerContext context) {
    context.merge(NEXT, Math::min);
    long next = context.number(NEXT, EventTimes.MIN);
    if (next != EventTimes.MIN) {
      context.setEventTimer(next);
    }
    if (window.maxTimeMs() > context.watermark()) {
      context.setEventTimer(window.maxTimeMs());
    }
  }

  @Override
  public void clear(Window window, TriggerContext context) {
    context.cancelEventTimer(window.maxTimeMs());
    long next = context.number(NEXT, EventTimes.MIN);
    if (next != EventTimes.MIN) {
      context.cancelEventTimer(next);
    }
  }

  @Override
  public String describe() {
    return "every " + Texts.duration(intervalMs) + " of event time";
  }

  private long first(long timeMs, long watermark) {
    if (eachMultiple) {
      return EventTimes.plus(EventTimes.minus(timeMs, timeMs % intervalMs), intervalMs);
    }
    return following(Math.max(timeMs, watermark));
  }

  private long following(long timeMs) {
    return EventTimes.intervalEnd(timeMs, intervalMs, 0);
  }

  private static void schedule(long timeMs, Window window, TriggerContext context) {
    long next = Math.min(timeMs, window.maxTimeMs());
    context.number(NEXT, next, true);
    context.setEventTimer(next);
  }
}
