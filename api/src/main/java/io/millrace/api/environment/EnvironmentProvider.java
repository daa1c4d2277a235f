package io.millrace.api.environment;

import io.millrace.api.spi.NamedProvider;

/**
 * Gives the real environment to modules that do not see the engine. Registered under {@code
 * META-INF/services}; the engine's is named {@code system}.
 */
public interface EnvironmentProvider extends NamedProvider {
  /** The clocks, threads and files of this machine. */
  Environment create();
}
