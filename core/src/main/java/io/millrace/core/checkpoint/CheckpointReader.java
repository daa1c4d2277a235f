package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.CheckpointAccess;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.Manifest.Blob;
import io.millrace.api.checkpoint.Manifest.DataFile;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads checkpoints as {@link CheckpointDirectory} leaves them: for restoring, and for tools. */
public final class CheckpointReader implements CheckpointAccess {
  /** The version of the format of manifests that is written now. */
  public static final int FORMAT = 1;

  static final String MAGIC = "MILLRACE-MANIFEST";

  private static final String REMEDY =
      "Restore its files from a copy, or go back explicitly: start from another checkpoint or"
          + " savepoint with CheckpointOptions.from(path).";

  private final FileAccess files;

  /** Reads through those files. */
  public CheckpointReader(FileAccess files) {
    this.files = files;
  }

  @Override
  public List<Path> list(Path directory) {
    try {
      List<Path> found = new ArrayList<>();
      for (Layout.Numbered numbered : Layout.numbered(files, directory)) {
        found.add(numbered.path());
      }
      found.addAll(Layout.savepoints(files, directory));
      found.removeIf(path -> !Layout.isComplete(files, path));
      return found;
    } catch (IOException e) {
      throw new MillraceException(
          ApiError.CHECKPOINT_NOT_FOUND,
          "checkpoint directory " + directory + " cannot be listed: " + e + ".",
          e);
    }
  }

  @Override
  public boolean isComplete(Path directory) {
    return Layout.isComplete(files, directory);
  }

  @Override
  public Manifest manifest(Path checkpoint) {
    Path path = checkpoint.resolve(Layout.MANIFEST);
    if (!files.exists(path)) {
      throw new MillraceException(
          ApiError.CHECKPOINT_NOT_FOUND,
          checkpoint
              + (files.isDirectory(checkpoint)
                  ? " is no complete checkpoint: it has no file MANIFEST."
                  : " is no directory.")
              + " Give the directory of a checkpoint (chk-...) or savepoint (savepoints/NAME).");
    }
    try {
      Manifest manifest = SealedJson.read(files, path, MAGIC, FORMAT, Manifest.class, REMEDY);
      checkName(checkpoint, manifest);
      checkReferences(path, manifest);
      return manifest;
    } catch (NullPointerException e) {
      throw corrupt(path, "lacks a part that every manifest has");
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static void checkName(Path checkpoint, Manifest manifest) {
    String name = Layout.name(checkpoint);
    String expected =
        manifest.savepoint() == null
            ? Layout.name(Layout.checkpoint(Path.of(""), manifest.id(), manifest.attempt()))
            : manifest.savepoint();
    // A copy may have any name, but what looks like ours must be what it says.
    if (name.startsWith("chk-") && !name.equals(expected)) {
      throw corrupt(
          checkpoint.resolve(Layout.MANIFEST), "belongs to " + expected + " and not to " + name);
    }
  }

  private static void checkReferences(Path path, Manifest manifest) {
    String wrong = ManifestCheck.problem(manifest);
    if (wrong != null) {
      throw corrupt(path, wrong);
    }
  }

  @Override
  public StoredCheckpoint read(Path checkpoint) {
    Manifest manifest = manifest(checkpoint);
    Map<String, DataFile> byName = new HashMap<>();
    byte[] buffer = new byte[Checksums.BLOCK];
    for (DataFile file : manifest.files()) {
      verify(checkpoint.resolve(file.name()), file, buffer);
      byName.put(file.name(), file);
    }
    return new VerifiedCheckpoint(this, checkpoint, manifest, byName);
  }

  private void verify(Path path, DataFile file, byte[] buffer) {
    if (!files.exists(path)) {
      throw corrupt(path, "is missing; " + file.length() + " bytes expected");
    }
    try {
      long size = files.size(path);
      if (size != file.length()) {
        throw corrupt(path, "has " + size + " bytes, expected " + file.length());
      }
      Checksums whole = new Checksums();
      try (InputStream in = files.read(path, 0)) {
        for (int block = 0; block < file.blockCrcs().size(); block++) {
          int length = in.readNBytes(buffer, 0, buffer.length);
          whole.update(buffer, 0, length);
          if (Checksums.of(buffer, 0, length) != file.blockCrcs().get(block)) {
            throw corrupt(
                path,
                "has a wrong checksum in block "
                    + block
                    + ", bytes "
                    + (long) block * Checksums.BLOCK
                    + " to "
                    + ((long) block * Checksums.BLOCK + length));
          }
        }
      }
      if (!whole.file(file.name()).equals(file)) {
        throw corrupt(path, "has a wrong checksum as a whole, though each block has the right one");
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  byte[] bytes(Path path, long offset, int length) {
    try (InputStream in = files.read(path, offset)) {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw corrupt(
            path, "ends at byte " + (offset + bytes.length) + " though it was longer before");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  byte[] bytes(Path checkpoint, Blob blob) {
    return bytes(checkpoint.resolve(blob.file()), blob.offset(), blob.length());
  }

  static MillraceException corrupt(Path path, String seen) {
    return new MillraceException(
        ApiError.CHECKPOINT_CORRUPT, "file " + path + " " + seen + ". " + REMEDY);
  }

  private static MillraceException unreadable(Path path, IOException e) {
    return new MillraceException(
        ApiError.CHECKPOINT_CORRUPT, "file " + path + " cannot be read: " + e + ". " + REMEDY, e);
  }
}
