package io.millrace.windowing.general;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.TriggerContext;
import io.millrace.api.window.TriggerDecision;
import io.millrace.api.window.Window;

/**
 * What fires a window when no trigger was set: its end, previews before it and corrections after
 * it.
 *
 * @param early which previews and corrections
 * @param end what its end is
 * @param allowedMs how long after the end corrections are possible, in milliseconds
 */
record DefaultTrigger(EarlyFiring early, End end, long allowedMs) implements Trigger<Object> {
  /** When the time of a window is over. */
  enum End {
    /** When the watermark has passed it. */
    EVENT_TIME,
    /** When the wall clock has passed it. */
    PROCESSING_TIME,
    /** Never: only previews. */
    NEVER
  }

  private static final String NEXT = "early-time";
  private static final String NEXT_WALL = "early-wall";
  private static final String SEEN = "early-events";
  private static final String SEEN_LATE = "late-events";

  @Override
  public TriggerDecision onEvent(Object value, long timeMs, Window window, TriggerContext context) {
    if (end == End.EVENT_TIME && window.maxTimeMs() <= context.watermark()) {
      return onLateEvent(window, context);
    }
    setEndTimer(window, context);
    if (early.everyMs() > 0 && context.number(NEXT, EventTimes.MIN) == EventTimes.MIN) {
      schedule(Math.max(timeMs, context.watermark()), window, context);
    }
    if (early.everyWallMs() > 0 && context.number(NEXT_WALL, EventTimes.MIN) == EventTimes.MIN) {
      scheduleWall(context);
    }
    if (early.everyEvents() > 0) {
      return counted(SEEN, early.everyEvents(), context);
    }
    return TriggerDecision.CONTINUE;
  }

  @Override
  public TriggerDecision onEventTime(long timeMs, Window window, TriggerContext context) {
    if (end == End.EVENT_TIME && timeMs == window.maxTimeMs()) {
      return TriggerDecision.FIRE;
    }
    if (timeMs == context.number(NEXT, EventTimes.MIN)) {
      context.number(NEXT, 0, false);
      if (context.watermark() >= window.maxTimeMs()) {
        // The end is due as well and shows the same.
        return TriggerDecision.CONTINUE;
      }
      schedule(context.watermark(), window, context);
      return TriggerDecision.FIRE;
    }
    if (timeMs == cleanupTime(window) && context.number(SEEN_LATE, 0) > 0) {
      // Late events that were too few for a correction are shown before the window goes.
      context.number(SEEN_LATE, 0, false);
      return TriggerDecision.FIRE;
    }
    return TriggerDecision.CONTINUE;
  }

  @Override
  public TriggerDecision onProcessingTime(long wallMs, Window window, TriggerContext context) {
    if (end == End.PROCESSING_TIME && wallMs == EventTimes.plus(window.maxTimeMs(), 1)) {
      return TriggerDecision.FIRE;
    }
    if (wallMs == context.number(NEXT_WALL, EventTimes.MIN)) {
      if (over(window, context)) {
        // The end has come or is due as well, and shows the same.
        context.number(NEXT_WALL, 0, false);
        return TriggerDecision.CONTINUE;
      }
      scheduleWall(context);
      return TriggerDecision.FIRE;
    }
    return TriggerDecision.CONTINUE;
  }

  private boolean over(Window window, TriggerContext context) {
    return switch (end) {
      case EVENT_TIME -> context.watermark() >= window.maxTimeMs();
      case PROCESSING_TIME -> context.wallMs() > window.maxTimeMs();
      case NEVER -> false;
    };
  }

  @Override
  public void onMerge(Window window, TriggerContext context) {
    context.merge(SEEN, Long::sum);
    context.merge(SEEN_LATE, Long::sum);
    context.merge(NEXT, Math::min);
    context.merge(NEXT_WALL, Math::min);
    if (context.number(NEXT, EventTimes.MIN) != EventTimes.MIN) {
      context.setEventTimer(context.number(NEXT, EventTimes.MIN));
    }
    if (context.number(NEXT_WALL, EventTimes.MIN) != EventTimes.MIN) {
      context.setProcessingTimer(context.number(NEXT_WALL, EventTimes.MIN));
    }
    if (end == End.PROCESSING_TIME || window.maxTimeMs() > context.watermark()) {
      // What was late in a part is in time in the whole: the end shows it.
      context.number(SEEN_LATE, 0, false);
      setEndTimer(window, context);
    } else if (context.number(SEEN_LATE, 0) > 0) {
      context.setEventTimer(cleanupTime(window));
    }
  }

  @Override
  public void clear(Window window, TriggerContext context) {
    switch (end) {
      case EVENT_TIME -> context.cancelEventTimer(window.maxTimeMs());
      case PROCESSING_TIME -> context.cancelProcessingTimer(EventTimes.plus(window.maxTimeMs(), 1));
      case NEVER -> {}
    }
    if (context.number(NEXT, EventTimes.MIN) != EventTimes.MIN) {
      context.cancelEventTimer(context.number(NEXT, EventTimes.MIN));
    }
    if (context.number(NEXT_WALL, EventTimes.MIN) != EventTimes.MIN) {
      context.cancelProcessingTimer(context.number(NEXT_WALL, EventTimes.MIN));
    }
    if (context.number(SEEN_LATE, 0) > 0) {
      context.cancelEventTimer(cleanupTime(window));
    }
  }

  @Override
  public String describe() {
    return switch (end) {
      case EVENT_TIME -> "at the end by event time";
      case PROCESSING_TIME -> "at the end by processing time";
      case NEVER -> "never";
    };
  }

  private TriggerDecision onLateEvent(Window window, TriggerContext context) {
    if (early.lateEveryEvents() <= 1) {
      return TriggerDecision.FIRE;
    }
    TriggerDecision decision = counted(SEEN_LATE, early.lateEveryEvents(), context);
    if (decision == TriggerDecision.CONTINUE) {
      context.setEventTimer(cleanupTime(window));
    } else {
      context.cancelEventTimer(cleanupTime(window));
    }
    return decision;
  }

  private void setEndTimer(Window window, TriggerContext context) {
    switch (end) {
      case EVENT_TIME -> context.setEventTimer(window.maxTimeMs());
      case PROCESSING_TIME -> context.setProcessingTimer(EventTimes.plus(window.maxTimeMs(), 1));
      case NEVER -> {}
    }
  }

  private void schedule(long afterMs, Window window, TriggerContext context) {
    long next = Math.min(EventTimes.intervalEnd(afterMs, early.everyMs(), 0), window.maxTimeMs());
    context.number(NEXT, next, true);
    context.setEventTimer(next);
  }

  private void scheduleWall(TriggerContext context) {
    long next = EventTimes.plus(context.wallMs(), early.everyWallMs());
    context.number(NEXT_WALL, next, true);
    context.setProcessingTimer(next);
  }

  private long cleanupTime(Window window) {
    return EventTimes.plus(window.maxTimeMs(), allowedMs);
  }

  private static TriggerDecision counted(String name, long every, TriggerContext context) {
    long seen = context.number(name, 0) + 1;
    boolean full = seen >= every;
    context.number(name, full ? 0 : seen, !full);
    return full ? TriggerDecision.FIRE : TriggerDecision.CONTINUE;
  }
}
