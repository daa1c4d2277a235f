package io.millrace.state.rocksdb;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Directories of databases. The library reads and writes its files by itself, past the engine's
 * file access, so these are real files in any environment; they hold nothing that must survive the
 * process. Stateless.
 */
final class DatabaseDirectory {
  private DatabaseDirectory() {}

  /**
   * A fresh directory within {@code parent}, or a temporary one. Its name carries the number of the
   * process, so that one that a killed process has left can be told.
   */
  static Path create(@Nullable Path parent) {
    String prefix = "rocksdb-" + ProcessHandle.current().pid() + "-";
    try {
      if (parent == null) {
        return Files.createTempDirectory("millrace-" + prefix);
      }
      Files.createDirectories(parent);
      return Files.createTempDirectory(parent, prefix);
    } catch (IOException e) {
      throw failed("could not make a directory for a database", e);
    }
  }

  /** A directory within another. */
  static Path within(Path parent, String name) {
    try {
      return Files.createDirectories(parent.resolve(name));
    } catch (IOException e) {
      throw failed("could not make a directory for a database", e);
    }
  }

  /** The files of a directory, by name. */
  static List<Path> files(Path directory) {
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw failed("could not list a database", e);
    }
  }

  /** A file that never changes gets a second name, or is copied to another file system. */
  static void link(Path existing, Path name) {
    try {
      Files.createLink(name, existing);
    } catch (IOException | UnsupportedOperationException notLinked) {
      try {
        Files.copy(existing, name);
      } catch (IOException e) {
        e.addSuppressed(notLinked);
        throw failed("could not take in the file of a database", e);
      }
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw failed("could not read the file of a database", e);
    }
  }

  static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw failed("could not write the file of a database", e);
    }
  }

  /** Deletes a file or a directory and all that is in it; does nothing if there is none. */
  static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path entry : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException | UncheckedIOException e) {
      throw failed("could not delete the files of a database", e);
    }
  }

  private static MillraceException failed(String what, Exception e) {
    return new MillraceException(
        ApiError.STATE_FAILED,
        what + ". Check the state directory: is there space, may the process write?",
        e);
  }
}
