package io.millrace.windowing.provider;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowAssignerProvider;
import io.millrace.windowing.SessionWindows;
import java.util.Map;
import java.util.Set;

/** Sessions by name: {@code gap}, {@code time} ({@code event} or {@code processing}). */
public final class SessionProvider implements WindowAssignerProvider {
  private static final Set<String> KNOWN = Set.of("gap", "time");

  /** For the service loader. */
  public SessionProvider() {}

  @Override
  public String name() {
    return "session";
  }

  @Override
  public WindowAssigner<Object> create(Map<String, String> settings) {
    NamedSettings named = new NamedSettings(name(), settings, KNOWN);
    return new SessionWindows(EventTimes.millis(named.duration("gap")), named.domain());
  }
}
