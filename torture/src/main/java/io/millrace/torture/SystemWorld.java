package io.millrace.torture;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.EnvironmentProvider;
import io.millrace.api.spi.ProviderLoader;

/** The real clocks, threads and files. */
final class SystemWorld {
  private SystemWorld() {}

  static Environment environment() {
    return ProviderLoader.named(
            EnvironmentProvider.class, "system", "Add millrace-core to the class path.")
        .create();
  }
}
