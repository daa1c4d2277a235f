package io.millrace.core.checkpoint;

import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;

/** A checkpoint in the making. */
public final class CheckpointAttempt implements SnapshotFiles {
  private CheckpointAttempt() {}

  /** Distinguishes attempts at the same number. */
  public String attempt() {
    return "";
  }

  @Override
  public NewFile create(String suffix) {
    throw new MillraceException(ApiError.BUG, "not built: " + suffix);
  }

  @Override
  public String link(Path file, String suffix) {
    throw new MillraceException(ApiError.BUG, "not built: " + file + suffix);
  }

  @Override
  public void reuse(String name) {
    throw new MillraceException(ApiError.BUG, "not built: " + name);
  }

  /** Bytes written for it. */
  public long bytesWritten() {
    return 0;
  }

  /** Makes it durable and complete; gives its directory. */
  public Path commit(Manifest manifest) {
    throw new MillraceException(ApiError.BUG, "not built: " + manifest);
  }

  /** Gives it up and deletes what was written. */
  public void abandon() {}
}
