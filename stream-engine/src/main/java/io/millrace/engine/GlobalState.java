package io.millrace.engine;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.spi.ProviderLoader;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Values by namespace and key, seen by the whole engine, in a store of the state backend.
 * Thread-safe: one lock, as a store is for one thread at a time.
 */
final class GlobalState implements AutoCloseable {
  private record Name(String namespace, String key) {}

  private final StateBackend backend;
  private final KeyedStateStore store;
  private final ObjectColumn<Object> values;
  private final int[] slot = new int[1];

  GlobalState(String backendName, Environment environment) {
    this.backend =
        ProviderLoader.named(
                StateBackendProvider.class,
                backendName,
                "Add millrace-state-" + backendName + " to the class path (at run time is enough).")
            .create(BackendContext.of(environment));
    KeyGroupRange all = KeyGroupRange.of(0, 1, KeyGroupRange.DEFAULT_GROUPS);
    this.store = backend.open(new StoreSpec("stream-engine-state", 0, all, false, null));
    this.values = store.objects(ColumnSpec.objects("value", null), 0);
  }

  synchronized void put(String namespace, String key, Object value) {
    store.keys().resolve(new Object[] {new Name(namespace, key)}, 1, slot);
    if (values.get(slot[0]) == null) {
      store.retain(slot[0]);
    }
    values.set(slot[0], value);
  }

  synchronized Optional<Object> get(String namespace, String key) {
    int found = store.keys().find(new Name(namespace, key));
    return found < 0 ? Optional.empty() : Optional.ofNullable(values.get(found));
  }

  <T> Optional<T> get(String namespace, String key, Class<T> type) {
    Optional<Object> value = get(namespace, key);
    if (value.isPresent() && !type.isInstance(value.get())) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the value of '"
              + key
              + "' in namespace '"
              + namespace
              + "' is a "
              + value.get().getClass().getName()
              + ", not a "
              + type.getName()
              + ".");
    }
    return value.map(type::cast);
  }

  synchronized @Nullable Object change(
      String namespace, String key, Function<Optional<Object>, ? extends @Nullable Object> change) {
    Object value = change.apply(get(namespace, key));
    if (value == null) {
      remove(namespace, key);
    } else {
      put(namespace, key, value);
    }
    return value;
  }

  synchronized void remove(String namespace, String key) {
    int found = store.keys().find(new Name(namespace, key));
    if (found >= 0 && values.get(found) != null) {
      values.set(found, null);
      store.release(found);
      store.reclaim();
    }
  }

  synchronized int size() {
    return store.keys().size();
  }

  synchronized long bytes() {
    return store.estimatedBytes();
  }

  @Override
  public synchronized void close() {
    backend.close();
  }
}
