package io.millrace.state.rocksdb;

import io.millrace.api.backend.StateBackendProvider;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.testkit.SnapshotShelf;
import io.millrace.testkit.StateSnapshotContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The backend passes the exam of all backends about snapshots. */
final class RocksDbSnapshotTest extends StateSnapshotContract {
  @TempDir private Path directory;
  private int shelves;

  @Override
  protected StateBackendProvider provider() {
    return new RocksDbStateBackendProvider();
  }

  @Override
  protected SnapshotShelf shelf() {
    return new SnapshotShelf(
        SystemEnvironment.create().files(), directory.resolve("shelf-" + shelves++));
  }

  /** Each opens databases, which takes tens of milliseconds. */
  @Override
  protected int histories() {
    return Integer.getInteger("cases", 20);
  }
}
