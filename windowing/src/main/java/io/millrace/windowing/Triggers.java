package io.millrace.windowing;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.TriggerContext;
import io.millrace.api.window.TriggerDecision;
import io.millrace.api.window.Window;
import java.time.Duration;

/**
 * Triggers: when a window fires. Setting one replaces the default, which fires when the window's
 * time is over; what a trigger never shows is lost when the window is cleaned up. All are
 * immutable; share them freely.
 */
public final class Triggers {
  private Triggers() {}

  /**
   * Fires when the watermark has passed the window's end, then for each event that is late but
   * allowed.
   */
  public static Trigger<Object> eventTime() {
    return new EventTimeTrigger();
  }

  /** Fires when the wall clock has passed the window's end. */
  public static Trigger<Object> processingTime() {
    return new ProcessingTimeTrigger();
  }

  /** Fires after every {@code count} events of a window. */
  public static Trigger<Object> count(long count) {
    return new CountTrigger(count);
  }

  /**
   * Fires at every multiple of {@code interval} of event time, and when the window's time is over.
   */
  public static ContinuousEventTimeTrigger continuousEventTime(Duration interval) {
    return new ContinuousEventTimeTrigger(EventTimes.millis(interval), false);
  }

  /**
   * Fires at every multiple of {@code interval} of the wall clock from a window's first event on.
   * By processing-time windows also when the window's time is over.
   */
  public static Trigger<Object> continuousProcessingTime(Duration interval) {
    return new ContinuousProcessingTimeTrigger(EventTimes.millis(interval));
  }

  /** Fires as {@code inner} does and discards the content each time. */
  public static <T> Trigger<T> purging(Trigger<T> inner) {
    return inner instanceof PurgingTrigger<T> ? inner : new PurgingTrigger<>(inner);
  }

  /** Fires once, at the end of the stream. */
  public static Trigger<Object> endOfStream() {
    return new EndOfStreamTrigger();
  }

  /** Never fires. */
  public static Trigger<Object> never() {
    return new NeverTrigger();
  }

  private record EventTimeTrigger() implements Trigger<Object> {
    @Override
    public TriggerDecision onEvent(
        Object value, long timeMs, Window window, TriggerContext context) {
      if (window.maxTimeMs() <= context.watermark()) {
        return TriggerDecision.FIRE;
      }
      context.setEventTimer(window.maxTimeMs());
      return TriggerDecision.CONTINUE;
    }

    @Override
    public TriggerDecision onEventTime(long timeMs, Window window, TriggerContext context) {
      return timeMs == window.maxTimeMs() ? TriggerDecision.FIRE : TriggerDecision.CONTINUE;
    }

    @Override
    public void onMerge(Window window, TriggerContext context) {
      // A window that is over fires for the event that merged it: a timer would fire it twice.
      if (window.maxTimeMs() > context.watermark()) {
        context.setEventTimer(window.maxTimeMs());
      }
    }

    @Override
    public void clear(Window window, TriggerContext context) {
      context.cancelEventTimer(window.maxTimeMs());
    }

    @Override
    public String describe() {
      return "at the end by event time";
    }
  }

  private record ProcessingTimeTrigger() implements Trigger<Object> {
    @Override
    public TriggerDecision onEvent(
        Object value, long timeMs, Window window, TriggerContext context) {
      context.setProcessingTimer(endOf(window));
      return TriggerDecision.CONTINUE;
    }

    @Override
    public TriggerDecision onProcessingTime(long wallMs, Window window, TriggerContext context) {
      return wallMs == endOf(window) ? TriggerDecision.FIRE : TriggerDecision.CONTINUE;
    }

    @Override
    public void onMerge(Window window, TriggerContext context) {
      context.setProcessingTimer(endOf(window));
    }

    @Override
    public void clear(Window window, TriggerContext context) {
      context.cancelProcessingTimer(endOf(window));
    }

    @Override
    public String describe() {
      return "at the end by processing time";
    }
  }

  private record CountTrigger(long count) implements Trigger<Object> {
    private static final String SEEN = "count";

    CountTrigger {
      Settings.positive("the count of a count trigger", count);
    }

    @Override
    public TriggerDecision onEvent(
        Object value, long timeMs, Window window, TriggerContext context) {
      long seen = context.number(SEEN, 0) + 1;
      if (seen >= count) {
        context.number(SEEN, 0, false);
        return TriggerDecision.FIRE;
      }
      context.number(SEEN, seen, true);
      return TriggerDecision.CONTINUE;
    }

    @Override
    public void onMerge(Window window, TriggerContext context) {
      context.merge(SEEN, Long::sum);
    }

    @Override
    public String describe() {
      return "every " + count + " events";
    }
  }

  private record PurgingTrigger<T>(Trigger<T> inner) implements Trigger<T> {
    @Override
    public TriggerDecision onEvent(T value, long timeMs, Window window, TriggerContext context) {
      return purge(inner.onEvent(value, timeMs, window, context));
    }

    @Override
    public TriggerDecision onEventTime(long timeMs, Window window, TriggerContext context) {
      return purge(inner.onEventTime(timeMs, window, context));
    }

    @Override
    public TriggerDecision onProcessingTime(long wallMs, Window window, TriggerContext context) {
      return purge(inner.onProcessingTime(wallMs, window, context));
    }

    @Override
    public void onMerge(Window window, TriggerContext context) {
      inner.onMerge(window, context);
    }

    @Override
    public void clear(Window window, TriggerContext context) {
      inner.clear(window, context);
    }

    @Override
    public String describe() {
      return inner.describe() + ", discarding";
    }

    private static TriggerDecision purge(TriggerDecision decision) {
      return decision.fires() ? TriggerDecision.FIRE_AND_PURGE : decision;
    }
  }

  private record EndOfStreamTrigger() implements Trigger<Object> {
    @Override
    public TriggerDecision onEvent(
        Object value, long timeMs, Window window, TriggerContext context) {
      context.setEventTimer(EventTimes.MAX);
      return TriggerDecision.CONTINUE;
    }

    @Override
    public TriggerDecision onEventTime(long timeMs, Window window, TriggerContext context) {
      return timeMs == EventTimes.MAX ? TriggerDecision.FIRE : TriggerDecision.CONTINUE;
    }

    @Override
    public void onMerge(Window window, TriggerContext context) {
      context.setEventTimer(EventTimes.MAX);
    }

    @Override
    public void clear(Window window, TriggerContext context) {
      context.cancelEventTimer(EventTimes.MAX);
    }

    @Override
    public String describe() {
      return "at the end of the stream";
    }
  }

  private record NeverTrigger() implements Trigger<Object> {
    @Override
    public TriggerDecision onEvent(
        Object value, long timeMs, Window window, TriggerContext context) {
      return TriggerDecision.CONTINUE;
    }

    @Override
    public String describe() {
      return "never";
    }
  }

  /** Processing time is over when the clock has left the window's last millisecond. */
  private static long endOf(Window window) {
    return EventTimes.plus(window.maxTimeMs(), 1);
  }
}
