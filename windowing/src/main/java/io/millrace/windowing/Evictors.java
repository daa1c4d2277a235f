package io.millrace.windowing;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Window;
import java.time.Duration;
import java.util.List;

/**
 * Evictors: which events of a window a firing shows, or which stay after it. Windows with an
 * evictor keep every event. All are immutable; share them freely.
 */
public final class Evictors {
  private Evictors() {}

  /**
   * Keeps the {@code count} events that arrived last, and removes the others before each firing.
   */
  public static Evictor<Object> count(long count) {
    return new CountEvictor(count, Evictor.When.BEFORE);
  }

  /** Keeps the {@code count} events that arrived last, and removes the others then. */
  public static Evictor<Object> count(long count, Evictor.When when) {
    return new CountEvictor(count, when);
  }

  /**
   * Keeps events later than the latest one less {@code duration}, and removes the others before
   * each firing.
   */
  public static Evictor<Object> time(Duration duration) {
    return new TimeEvictor(EventTimes.millis(duration), Evictor.When.BEFORE);
  }

  /** Keeps events later than the latest one less {@code duration}, and removes the others then. */
  public static Evictor<Object> time(Duration duration, Evictor.When when) {
    return new TimeEvictor(EventTimes.millis(duration), when);
  }

  private record CountEvictor(long count, Evictor.When when) implements Evictor<Object> {
    CountEvictor {
      Settings.positive("the count of a count evictor", count);
    }

    @Override
    public void evict(List<Timed<Object>> content, Window window) {
      if (content.size() > count) {
        content.subList(0, content.size() - (int) count).clear();
      }
    }

    @Override
    public String describe() {
      return "keeps the last " + count + " events";
    }
  }

  private record TimeEvictor(long durationMs, Evictor.When when) implements Evictor<Object> {
    TimeEvictor {
      Settings.positiveMs("the duration of a time evictor", durationMs);
    }

    @Override
    public void evict(List<Timed<Object>> content, Window window) {
      long latest = EventTimes.MIN;
      for (Timed<Object> event : content) {
        latest = Math.max(latest, event.timeMs());
      }
      long upTo = EventTimes.minus(latest, durationMs);
      content.removeIf(event -> event.timeMs() <= upTo);
    }

    @Override
    public String describe() {
      return "keeps the last " + Texts.duration(durationMs);
    }
  }
}
