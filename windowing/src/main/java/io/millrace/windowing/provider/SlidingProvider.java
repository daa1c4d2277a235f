package io.millrace.windowing.provider;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowAssignerProvider;
import io.millrace.windowing.SlidingWindows;
import java.util.Map;
import java.util.Set;

/**
 * Sliding windows by name: {@code size}, {@code slide}, {@code offset}, {@code time} ({@code event}
 * or {@code processing}).
 */
public final class SlidingProvider implements WindowAssignerProvider {
  private static final Set<String> KNOWN = Set.of("size", "slide", "offset", "time");

  /** For the service loader. */
  public SlidingProvider() {}

  @Override
  public String name() {
    return "sliding";
  }

  @Override
  public WindowAssigner<Object> create(Map<String, String> settings) {
    NamedSettings named = new NamedSettings(name(), settings, KNOWN);
    return new SlidingWindows(
        EventTimes.millis(named.duration("size")),
        EventTimes.millis(named.duration("slide")),
        EventTimes.millis(named.durationOrZero("offset")),
        named.domain());
  }
}
