package io.millrace.windowing.provider;

import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowAssignerProvider;
import io.millrace.windowing.GlobalWindows;
import java.util.Map;
import java.util.Set;

/** The global window by name: {@code firesAtEnd} ({@code false} unless set). */
public final class GlobalProvider implements WindowAssignerProvider {
  private static final Set<String> KNOWN = Set.of("firesAtEnd");

  /** For the service loader. */
  public GlobalProvider() {}

  @Override
  public String name() {
    return "global";
  }

  @Override
  public WindowAssigner<Object> create(Map<String, String> settings) {
    NamedSettings named = new NamedSettings(name(), settings, KNOWN);
    return new GlobalWindows(named.flag("firesAtEnd"));
  }
}
