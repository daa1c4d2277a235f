package io.millrace.windowing.provider;

import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowAssignerProvider;
import io.millrace.windowing.CountWindows;
import java.util.Map;
import java.util.Set;

/** Count windows by name: {@code count}, {@code slide} (the count unless set). */
public final class CountProvider implements WindowAssignerProvider {
  private static final Set<String> KNOWN = Set.of("count", "slide");

  /** For the service loader. */
  public CountProvider() {}

  @Override
  public String name() {
    return "count";
  }

  @Override
  public WindowAssigner<Object> create(Map<String, String> settings) {
    NamedSettings named = new NamedSettings(name(), settings, KNOWN);
    long count = named.number("count");
    return new CountWindows(count, named.number("slide", count));
  }
}
