package io.millrace.state.memory;

import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.environment.Environment;

/** Registers the backend that keeps state on the heap, under the name {@code memory}. Stateless. */
public final class MemoryStateBackendProvider implements StateBackendProvider {
  /** For the service loader. */
  public MemoryStateBackendProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public StateBackend create(Environment environment) {
    return new MemoryStateBackend();
  }
}
