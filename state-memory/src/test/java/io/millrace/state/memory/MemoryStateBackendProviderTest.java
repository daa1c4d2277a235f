package io.millrace.state.memory;

import io.millrace.api.backend.StateBackendProvider;
import io.millrace.testkit.ProviderContract;

/** The provider passes the exam of all providers. */
final class MemoryStateBackendProviderTest extends ProviderContract<StateBackendProvider> {
  @Override
  protected Class<StateBackendProvider> kind() {
    return StateBackendProvider.class;
  }

  @Override
  protected Class<MemoryStateBackendProvider> provider() {
    return MemoryStateBackendProvider.class;
  }

  @Override
  protected String name() {
    return "memory";
  }
}
