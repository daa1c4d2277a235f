package io.millrace.state.memory;

import io.millrace.api.backend.StateBackendProvider;
import io.millrace.testkit.StateSnapshotContract;

/** The backend passes the exam of all backends about snapshots. */
final class MemorySnapshotTest extends StateSnapshotContract {
  @Override
  protected StateBackendProvider provider() {
    return new MemoryStateBackendProvider();
  }
}
