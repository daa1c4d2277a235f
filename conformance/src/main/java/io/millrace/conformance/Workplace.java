package io.millrace.conformance;

import io.millrace.api.environment.EnvironmentProvider;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.spi.ProviderLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the snapshots of one vector, deleted when it is closed. */
record Workplace(Path directory, FileAccess files) implements AutoCloseable {
  static Workplace create() {
    FileAccess files =
        ProviderLoader.named(
                EnvironmentProvider.class, "system", "Add millrace-core to the class path.")
            .create()
            .files();
    try {
      return new Workplace(Files.createTempDirectory("vector"), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(directory)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
