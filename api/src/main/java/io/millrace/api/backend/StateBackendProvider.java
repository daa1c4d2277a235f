package io.millrace.api.backend;

import io.millrace.api.environment.Environment;
import io.millrace.api.spi.NamedProvider;

/**
 * Makes state backends. Registered under {@code META-INF/services}; ours are named {@code memory}
 * and {@code rocksdb}.
 */
public interface StateBackendProvider extends NamedProvider {
  /** A backend for one job. */
  StateBackend create(Environment environment);
}
