package io.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What versions of the engine have left is read by each later one; T19 does this and more. */
final class StoredCheckpointsTest {
  @TempDir Path dir;

  static List<StoredCheckpoints.Stored> stored() {
    return StoredCheckpoints.all();
  }

  @ParameterizedTest
  @MethodSource("stored")
  void whenAJobGoesOnFromAStoredSavepoint_thenItWritesWhatAnUndisturbedRunWrites(
      StoredCheckpoints.Stored stored) throws Exception {
    for (String backend : List.of("memory", "rocksdb")) {
      Path work = Files.createDirectories(dir.resolve(backend));

      EvolutionRun.Result result = StoredCheckpoints.goOn(stored, List.of(backend), work, 42);

      assertThat(result.outcome())
          .as("on %s: %s", backend, result.told())
          .isEqualTo(EvolutionRun.Outcome.MIGRATED);
    }
  }
}
