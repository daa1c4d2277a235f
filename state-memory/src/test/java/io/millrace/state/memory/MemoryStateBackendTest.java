package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.environment.Environment;
import io.millrace.testkit.StateBackendContract;
import org.junit.jupiter.api.Test;

/** The backend passes the exam of all backends. */
final class MemoryStateBackendTest extends StateBackendContract {
  @Override
  protected StateBackend backend(Environment environment) {
    return new MemoryStateBackendProvider().create(BackendContext.of(environment));
  }

  @Test
  void whenTheBackendIsClosed_thenItAndItsStoresRefuse() {
    StateBackend backend = new MemoryStateBackend();
    StoreSpec spec = new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, null);
    KeyedStateStore store = backend.open(spec);
    backend.close();
    assertThatThrownBy(() -> backend.open(spec))
        .hasMessageContaining("STATE_INVALID")
        .hasMessageContaining("'op'");
    assertThatThrownBy(() -> store.longs(ColumnSpec.longs("c"), 0))
        .hasMessageContaining("is closed");
  }

  @Test
  void whenKeysOfTheOtherKindAreResolved_thenTheMessageSaysSo() {
    KeyedStateStore longs =
        new MemoryStateStore(new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, null));
    KeyedStateStore objects =
        new MemoryStateStore(new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), false, null));
    assertThatThrownBy(() -> longs.keys().resolve(new Object[] {"a"}, 1, new int[1]))
        .hasMessageContaining("long keys");
    assertThatThrownBy(() -> objects.keys().resolve(new long[] {1}, 1, new int[1]))
        .hasMessageContaining("object keys");
    assertThatThrownBy(() -> longs.keys().find("a")).hasMessageContaining("java.lang.String");
    assertThatThrownBy(() -> longs.keys().keyAt(0)).hasMessageContaining("holds no key");
  }
}
