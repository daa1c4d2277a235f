package io.millrace.state.memory;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the state of a job on the heap. Thread-safe; each store it opens belongs to one thread, so
 * close the backend only when nothing uses its stores any more.
 */
final class MemoryStateBackend implements StateBackend {
  private final List<MemoryStateStore> stores = new ArrayList<>();
  private boolean closed;

  @Override
  public synchronized KeyedStateStore open(StoreSpec spec) {
    if (closed) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "a store of operator '"
              + spec.operatorId()
              + "' was asked for after the backend was closed. "
              + "Open stores before close.");
    }
    stores.removeIf(MemoryStateStore::isClosed);
    MemoryStateStore store = new MemoryStateStore(spec);
    stores.add(store);
    return store;
  }

  @Override
  public synchronized void close() {
    closed = true;
    stores.forEach(MemoryStateStore::close);
    stores.clear();
  }
}
