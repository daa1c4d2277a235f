package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Seeds;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native objects and files live no longer than the backend. */
final class HandlesTest {
  @TempDir private Path directory;

  @Test
  void whenBackendsComeAndGo_thenNothingOfThemIsLeft() {
    Seeds.forEach(
        Integer.getInteger("cycles", 20),
        seed -> {
          try (History history = new History(directory.resolve("h"), seed, "rocksdb")) {
            history.run(6);
          }
          assertThat(NativeScope.live()).isZero();
          assertThat(DatabaseDirectory.within(directory, "state")).isEmptyDirectory();
          DatabaseDirectory.delete(directory.resolve("h"));
        });
  }
}
