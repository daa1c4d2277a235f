package io.millrace.api.window;

import io.millrace.api.spi.NamedProvider;
import java.util.Map;

/**
 * Makes assigners by name, for programs and configurations that name them. Registered under {@code
 * META-INF/services}.
 */
public interface WindowAssignerProvider extends NamedProvider {
  /**
   * An assigner with these settings; durations are ISO-8601 text such as {@code PT5M}. Refuses
   * unknown settings.
   */
  WindowAssigner<Object> create(Map<String, String> settings);
}
