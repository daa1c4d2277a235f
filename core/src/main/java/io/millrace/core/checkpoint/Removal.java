package io.millrace.core.checkpoint;

import io.millrace.api.environment.FileAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Deletes checkpoints and attempts, so that a crash in between leaves no doubt. Stateless. */
final class Removal {
  private Removal() {}

  /** Deletes a complete checkpoint. From the first step on it is none any more. */
  static void complete(FileAccess files, Path checkpoint) throws IOException {
    files.delete(checkpoint.resolve(Layout.MANIFEST));
    files.forceDirectory(checkpoint);
    everything(files, checkpoint);
  }

  /**
   * Deletes an attempt that is not complete. Its maker may still live and be about to complete it:
   * either that happened before, then it stays and the answer is false, or it will fail.
   */
  static boolean unfinished(FileAccess files, Path attempt) throws IOException {
    for (Path path : files.list(attempt)) {
      if (Layout.isHalfManifest(Layout.name(path))) {
        files.delete(path);
      }
    }
    if (Layout.isComplete(files, attempt)) {
      return false;
    }
    everything(files, attempt);
    return true;
  }

  private static void everything(FileAccess files, Path directory) throws IOException {
    for (Path path : files.list(directory)) {
      files.delete(path);
    }
    files.delete(directory);
  }

  /** Whether a directory without a manifest is what an attempt at a savepoint leaves behind. */
  static boolean isAttempt(FileAccess files, Path directory) throws IOException {
    List<Path> content = files.list(directory);
    return content.stream()
        .map(Layout::name)
        .allMatch(name -> Layout.isDataFile(name) || Layout.isHalfManifest(name));
  }
}
