package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Seeds;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random histories with little memory, compared with plain maps. */
final class RocksDbHistoryTest {
  @TempDir private Path directory;

  @AfterEach
  void nothingIsLeft() {
    assertThat(NativeScope.live()).isZero();
    assertThat(DatabaseDirectory.within(directory, "state")).isEmptyDirectory();
  }

  @Test
  void whenMemoryIsShort_thenStoresAgreeWithMaps() {
    int[] done = new int[2];
    Seeds.forEach(
        Integer.getInteger("cases", 30),
        seed -> {
          try (History history = new History(directory.resolve("h" + seed), seed, "rocksdb")) {
            history.run(40);
            done[0] += history.snapshots;
            done[1] += history.restores;
          }
        });
    if (System.getProperty(Seeds.PROPERTY) != null) {
      return; // one case need not have both
    }
    assertThat(done[0]).as("snapshots").isPositive();
    assertThat(done[1]).as("restores").isPositive();
  }

  @Test
  void whenTheBackendChanges_thenNothingIsLost() {
    Seeds.forEach(
        Integer.getInteger("cases", 20),
        seed -> {
          try (History history =
              new History(directory.resolve("h" + seed), seed, "rocksdb", "memory")) {
            history.run(40);
          }
        });
  }
}
