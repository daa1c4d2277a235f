package io.millrace.state.rocksdb;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoredState;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/** Registers the backend that keeps state in RocksDB, under the name {@code rocksdb}. Stateless. */
public final class RocksDbStateBackendProvider implements StateBackendProvider {
  /** For the service loader. */
  public RocksDbStateBackendProvider() {}

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public StateBackend create(BackendContext context) {
    return new RocksDbStateBackend(context);
  }

  @Override
  public StateImage open(StoredState stored) {
    if (!stored.format().equals(RocksDbSnapshot.FORMAT)) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "the state of operator '"
              + stored.operatorId()
              + "' has the format '"
              + stored.format()
              + "', this release reads '"
              + RocksDbSnapshot.FORMAT
              + "'. Use the release that wrote it.");
    }
    return new RocksDbImage(stored);
  }

  @Override
  public int openHandles() {
    return NativeScope.live();
  }
}
