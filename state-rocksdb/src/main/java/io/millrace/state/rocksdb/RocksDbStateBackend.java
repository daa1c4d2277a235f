package io.millrace.state.rocksdb;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the state of a job in databases, one for each store, that share one cache and one bound for
 * write buffers. A store's database is made when it is first needed. Thread-safe; each store
 * belongs to one thread, so close the backend only when nothing uses its stores any more. Closing
 * it deletes its files.
 */
final class RocksDbStateBackend implements StateBackend {
  private final @Nullable Path parent;
  private final Budget budget;
  private final List<RocksDbStateStore> stores = new ArrayList<>();
  private @Nullable NativeMemory memory;
  private @Nullable Path directory;
  private int databases;
  private boolean closed;

  RocksDbStateBackend(BackendContext context) {
    parent = context.directory();
    budget = new Budget(context.memoryBytes());
  }

  @Override
  public synchronized KeyedStateStore open(StoreSpec spec) {
    if (closed) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "a store of operator '"
              + spec.operatorId()
              + "' was asked for after the backend was closed. Open stores before close.");
    }
    if (spec.durable() && !spec.longKeys() && spec.keyCodec() == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the type of the keys of operator '"
              + spec.operatorId()
              + "' is not known, so they cannot be stored. Give keyBy(…) the type of its key.");
    }
    RocksDbStateStore store = new RocksDbStateStore(spec, budget, new Databases());
    stores.add(store);
    budget.opened(store);
    return store;
  }

  private synchronized Path nextDirectory() {
    Path all = directory;
    if (all == null) {
      all = DatabaseDirectory.create(parent);
      directory = all;
    }
    return DatabaseDirectory.within(all, "store-" + databases++);
  }

  private synchronized NativeMemory memory() {
    NativeMemory shared = memory;
    if (shared == null) {
      shared = new NativeMemory(budget.nativeBytes());
      memory = shared;
    }
    return shared;
  }

  /** Makes the database of a store. */
  private final class Databases implements ColdRows.Opener {
    @Override
    public Path directory() {
      return nextDirectory();
    }

    @Override
    public RowDatabase open(Path at) {
      return new RowDatabase(at, memory());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    stores.forEach(RocksDbStateStore::close);
    stores.clear();
    if (memory != null) {
      memory.close();
      memory = null;
    }
    if (directory != null) {
      DatabaseDirectory.delete(directory);
      directory = null;
    }
  }
}
