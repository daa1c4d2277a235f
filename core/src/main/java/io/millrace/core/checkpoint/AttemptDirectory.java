package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.environment.FileAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A directory that is about to become a checkpoint. One thread. */
final class AttemptDirectory {
  private final CheckpointDirectory owner;
  private final FileAccess files;
  private final Path path;
  private final String attempt;
  private final List<Path> created = new ArrayList<>();
  private boolean renamed;
  private boolean complete;

  AttemptDirectory(CheckpointDirectory owner, Path path, String attempt) {
    this.owner = owner;
    this.files = owner.files();
    this.path = path;
    this.attempt = attempt;
  }

  Path path() {
    return path;
  }

  /** Where a new file goes, which is deleted if the directory comes to nothing. */
  Path created(String name) {
    Path file = path.resolve(name);
    created.add(file);
    return file;
  }

  /** Makes it a checkpoint. When this fails it is none, or {@link #discard} decides. */
  void complete(Manifest manifest) throws IOException {
    byte[] bytes = SealedJson.write(CheckpointReader.MAGIC, CheckpointReader.FORMAT, manifest);
    files.forceDirectory(path);
    Path half = created(Layout.halfManifest(attempt));
    try (FileAccess.Writer out = files.create(half)) {
      out.write(bytes, 0, bytes.length);
      out.force();
    }
    owner.checkOwnership();
    files.rename(half, path.resolve(Layout.MANIFEST));
    renamed = true;
    files.forceDirectory(path);
    files.forceDirectory(parent());
    complete = true;
  }

  private Path parent() {
    Path parent = path.getParent();
    return parent == null ? Path.of("") : parent;
  }

  /**
   * Deletes what was created, unless it is complete. If forcing failed after the manifest was
   * renamed, the manifest goes first, and durably: one without its files would be a damaged
   * checkpoint. If not even that can be done, everything stays: then it is a whole checkpoint that
   * was reported as failed, and starting from it is right too, as it holds what sinks prepared.
   */
  void discard() throws IOException {
    if (complete) {
      return;
    }
    if (renamed) {
      files.delete(path.resolve(Layout.MANIFEST));
      files.forceDirectory(path);
      renamed = false;
    }
    for (Path file : created) {
      files.delete(file);
    }
    files.delete(path);
  }
}
