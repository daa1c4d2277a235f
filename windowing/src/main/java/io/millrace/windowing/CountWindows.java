package io.millrace.windowing;

import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.WindowAssigner;
import java.util.List;

/**
 * Fires every {@code slide} events of a key, over its last {@code count} events. Event times do not
 * matter and nothing is late before the end of the stream; what is left then is not emitted.
 *
 * <p>If the slide is the count, groups follow each other and only an accumulator is kept; else the
 * last events are kept. A slide larger than the count samples. Setting a trigger or an evictor
 * replaces the one that does this.
 *
 * @param count how many events a result covers at most
 * @param slide how many events come between two results
 */
public record CountWindows(long count, long slide) implements WindowAssigner<Object> {
  private static final List<GlobalWindow> ALL = List.of(GlobalWindow.INSTANCE);

  /** Refuses settings that make no sense. */
  public CountWindows {
    Settings.positive("the count of count windows", count);
    Settings.positive("the slide of count windows", slide);
  }

  /** Every {@code slide} events, over the last {@code count}. */
  public static CountWindows of(long count, long slide) {
    return new CountWindows(count, slide);
  }

  /** True if each event is in exactly one result. */
  public boolean tumbling() {
    return count == slide;
  }

  @Override
  public List<GlobalWindow> assign(Object value, long timeMs) {
    return ALL;
  }

  @Override
  public boolean usesTime() {
    return false;
  }

  @Override
  public String describe() {
    return tumbling() ? "every " + count + " events" : "last " + count + " events every " + slide;
  }
}
