package io.millrace.core.checkpoint;

import io.millrace.api.backend.SnapshotFiles.NewFile;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Small checkpoints for tests. */
final class Checkpoints {
  static final Path ROOT = Path.of("job");

  private Checkpoints() {}

  static CheckpointDirectory open(Environment environment) {
    return CheckpointDirectory.open(environment, ROOT, "test", false);
  }

  /** The manifest of an attempt, with one store that lies in all the files given. */
  static Manifest manifest(
      CheckpointDirectory directory, CheckpointAttempt attempt, long id, List<String> files) {
    return manifest(directory, attempt, id, null, files);
  }

  static Manifest manifest(
      CheckpointDirectory directory,
      CheckpointAttempt attempt,
      long id,
      String savepoint,
      List<String> files) {
    List<Manifest.StoreEntry> stores =
        files.isEmpty()
            ? List.of()
            : List.of(
                new Manifest.StoreEntry(
                    "op",
                    0,
                    "memory",
                    "pages/1",
                    0,
                    128,
                    true,
                    null,
                    new Manifest.Blob(files.get(0), 0, 0),
                    files));
    return new Manifest(
        CheckpointReader.FORMAT,
        "test",
        "test",
        id,
        attempt.attempt(),
        directory.ownerEpoch(),
        id - 1,
        1_000 * id,
        savepoint,
        1,
        128,
        List.of(),
        stores,
        List.of(),
        List.of(),
        List.of());
  }

  /** A file with bytes that depend on the seed. */
  static String file(CheckpointAttempt attempt, int seed, int length) {
    try (NewFile file = attempt.create("pages")) {
      byte[] bytes = content(seed, length);
      int half = length / 2;
      file.write(bytes, 0, half);
      file.write(bytes, half, length - half);
      return file.name();
    }
  }

  static byte[] content(int seed, int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Writes a checkpoint with one new file and those that are used again. */
  static Path write(CheckpointDirectory directory, long id, int length, String... reused) {
    CheckpointAttempt attempt = directory.begin(id, null);
    List<String> names = new java.util.ArrayList<>();
    names.add(file(attempt, (int) id, length));
    for (String name : reused) {
      attempt.reuse(name);
      names.add(name);
    }
    return attempt.commit(manifest(directory, attempt, id, names));
  }

  static byte[] bytes(FileAccess files, Path file) {
    try (InputStream in = files.read(file, 0)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void put(FileAccess files, Path file, byte[] bytes) {
    try {
      files.delete(file);
      try (FileAccess.Writer out = files.create(file)) {
        out.write(bytes, 0, bytes.length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
