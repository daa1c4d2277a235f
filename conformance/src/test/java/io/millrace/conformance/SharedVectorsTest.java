package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Runs the vectors recorded from the reference engine, which lie in {@code shared/conformance}
 * beside the repository or where the system property {@code millrace.conformance.vectors} says.
 */
class SharedVectorsTest {
  @Test
  void whenTheRecordedVectorsRun_thenNoneFails() throws IOException {
    run("memory", Set.of());
  }

  @Test
  void whenSnapshotsAreTakenWithRocksDb_thenNoneFails() throws IOException {
    Set<String> others = new HashSet<>();
    Path folder = folder();
    if (folder != null) {
      for (Path file : VectorReader.files(folder)) {
        others.add(String.valueOf(file.getFileName()).replace(".json", ""));
      }
    }
    others.remove("recovery");
    run("rocksdb", others);
  }

  private static void run(String backend, Set<String> skipped) throws IOException {
    Path folder = folder();
    assumeTrue(
        folder != null,
        "SKIPPED: no folder shared/conformance in any directory above "
            + System.getProperty("user.dir")
            + "; name one with -Dmillrace.conformance.vectors=DIR");
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Tally tally =
        new Tally(
            Divergences.ours(),
            skipped,
            backend,
            new PrintStream(text, true, StandardCharsets.UTF_8));
    VectorReader.files(folder).forEach(tally::file);
    assertThat(tally.failed()).as(text.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(tally.passed()).isPositive();
  }

  private static @Nullable Path folder() {
    String named = System.getProperty("millrace.conformance.vectors");
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve("conformance");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
