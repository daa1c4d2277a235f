package io.millrace.api.backend;

import io.millrace.api.spi.NamedProvider;

/**
 * Makes state backends. Registered under {@code META-INF/services}; ours are named {@code memory}
 * and {@code rocksdb}.
 */
public interface StateBackendProvider extends NamedProvider {
  /** A backend for one job. */
  StateBackend create(BackendContext context);

  /** Reads a store that this backend wrote into a checkpoint, in this or an earlier version. */
  StateImage open(StoredState stored);

  /**
   * How many objects outside the heap all its backends hold in this process; 0 when all are closed.
   * Thread-safe and cheap.
   */
  default int openHandles() {
    return 0;
  }
}
