package io.millrace.state.rocksdb;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.environment.Environment;
import io.millrace.testkit.StateBackendContract;

/** The backend passes the exam of all backends. */
final class RocksDbStateBackendTest extends StateBackendContract {
  @Override
  protected StateBackend backend(Environment environment) {
    return new RocksDbStateBackendProvider().create(BackendContext.of(environment));
  }
}
