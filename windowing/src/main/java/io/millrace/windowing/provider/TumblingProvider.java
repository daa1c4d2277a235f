package io.millrace.windowing.provider;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowAssignerProvider;
import io.millrace.windowing.TumblingWindows;
import java.util.Map;
import java.util.Set;

/**
 * Tumbling windows by name: {@code size}, {@code offset}, {@code time} ({@code event} or {@code
 * processing}).
 */
public final class TumblingProvider implements WindowAssignerProvider {
  private static final Set<String> KNOWN = Set.of("size", "offset", "time");

  /** For the service loader. */
  public TumblingProvider() {}

  @Override
  public String name() {
    return "tumbling";
  }

  @Override
  public WindowAssigner<Object> create(Map<String, String> settings) {
    NamedSettings named = new NamedSettings(name(), settings, KNOWN);
    return new TumblingWindows(
        EventTimes.millis(named.duration("size")),
        EventTimes.millis(named.durationOrZero("offset")),
        named.domain());
  }
}
