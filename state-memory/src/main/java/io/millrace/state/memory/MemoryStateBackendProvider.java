package io.millrace.state.memory;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoredState;

/** Registers the backend that keeps state on the heap, under the name {@code memory}. Stateless. */
public final class MemoryStateBackendProvider implements StateBackendProvider {
  /** For the service loader. */
  public MemoryStateBackendProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public StateBackend create(BackendContext context) {
    return new MemoryStateBackend();
  }

  @Override
  public StateImage open(StoredState stored) {
    return new PagesImage(stored);
  }
}
