package io.millrace.windowing;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.TriggerContext;
import io.millrace.api.window.TriggerDecision;
import io.millrace.api.window.Window;

/**
 * Fires at every multiple of an interval of the wall clock, from a window's first event until it is
 * gone. A clock that jumps over several multiples makes one firing.
 *
 * @param intervalMs how far firings are apart, in milliseconds; 1 or more
 */
record ContinuousProcessingTimeTrigger(long intervalMs) implements Trigger<Object> {
  private static final String NEXT = "next";

  ContinuousProcessingTimeTrigger {
    Settings.positiveMs("the interval of a continuous trigger", intervalMs);
  }

  @Override
  public TriggerDecision onEvent(Object value, long timeMs, Window window, TriggerContext context) {
    if (context.number(NEXT, EventTimes.MIN) == EventTimes.MIN) {
      schedule(window, context);
    }
    return TriggerDecision.CONTINUE;
  }

  @Override
  public TriggerDecision onProcessingTime(long wallMs, Window window, TriggerContext context) {
    if (wallMs != context.number(NEXT, EventTimes.MIN)) {
      return TriggerDecision.CONTINUE;
    }
    schedule(window, context);
    return TriggerDecision.FIRE;
  }

  @Override
  public void onMerge(Window window, TriggerContext context) {
    context.merge(NEXT, Math::min);
    long next = context.number(NEXT, EventTimes.MIN);
    if (next != EventTimes.MIN) {
      context.setProcessingTimer(next);
    }
  }

  @Override
  public void clear(Window window, TriggerContext context) {
    long next = context.number(NEXT, EventTimes.MIN);
    if (next != EventTimes.MIN) {
      context.cancelProcessingTimer(next);
    }
  }

  @Override
  public String describe() {
    return "every " + Texts.duration(intervalMs) + " of processing time";
  }

  private void schedule(Window window, TriggerContext context) {
    long next = EventTimes.intervalEnd(context.wallMs(), intervalMs, 0);
    if (window instanceof TimeWindow time && context.wallMs() < time.endMs()) {
      next = Math.min(next, time.endMs());
    }
    context.number(NEXT, next, true);
    context.setProcessingTimer(next);
  }
}
