package io.millrace.state.rocksdb;

import io.millrace.api.backend.StateBackendProvider;
import io.millrace.testkit.ProviderContract;

/** The provider passes the exam of all providers. */
final class RocksDbStateBackendProviderTest extends ProviderContract<StateBackendProvider> {
  @Override
  protected Class<StateBackendProvider> kind() {
    return StateBackendProvider.class;
  }

  @Override
  protected Class<RocksDbStateBackendProvider> provider() {
    return RocksDbStateBackendProvider.class;
  }

  @Override
  protected String name() {
    return "rocksdb";
  }
}
