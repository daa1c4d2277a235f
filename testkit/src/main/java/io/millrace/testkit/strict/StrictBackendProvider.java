package io.millrace.testkit.strict;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import java.util.ArrayList;
import java.util.List;

/**
 * The backend {@code strict}: keeps state in plain collections, slowly, and fails where a fast
 * backend would go wrong in silence.
 *
 * <ul>
 *   <li>An object that is changed in place without its page being asked for to write in the epoch:
 *       at the next snapshot, or the next write to the page.
 *   <li>A column of objects or a timer table without a codec: when it is asked for.
 *   <li>A slot that is used after it was given back, released more often than retained, and a timer
 *       of such a slot: at once.
 * </ul>
 *
 * What is restored has gone through bytes, so nothing survives by being the same object. Its stores
 * are not thread-safe.
 */
public final class StrictBackendProvider implements StateBackendProvider {
  /** For {@code ServiceLoader}. */
  public StrictBackendProvider() {}

  @Override
  public String name() {
    return "strict";
  }

  @Override
  public StateBackend create(BackendContext context) {
    return new Backend();
  }

  @Override
  public StateImage open(StoredState stored) {
    String file = stored.files().get(0);
    byte[] bytes = stored.read(file, 0, Math.toIntExact(stored.length(file)));
    return StrictImage.read(stored.range(), stored.longKeys(), stored.keySchema(), bytes);
  }

  private static final class Backend implements StateBackend {
    private final List<KeyedStateStore> open = new ArrayList<>();

    @Override
    public KeyedStateStore open(StoreSpec spec) {
      StrictStore store = new StrictStore(spec);
      open.add(store);
      return store;
    }

    @Override
    public void close() {
      open.forEach(KeyedStateStore::close);
      open.clear();
    }
  }
}
