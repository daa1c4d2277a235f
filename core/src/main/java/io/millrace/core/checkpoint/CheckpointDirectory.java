package io.millrace.core.checkpoint;

import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory in which a job keeps its checkpoints. */
public final class CheckpointDirectory implements AutoCloseable {
  private CheckpointDirectory() {}

  /** Opens a directory for a job, as its only owner. */
  public static CheckpointDirectory open(
      Environment environment, Path directory, String job, boolean takesOver) {
    throw new MillraceException(
        ApiError.BUG, "not built: " + environment + directory + job + takesOver);
  }

  /** The epoch of this owner. */
  public long ownerEpoch() {
    return 0;
  }

  /** The newest complete checkpoint that is not a savepoint, or null. */
  public @Nullable Path newest() {
    return null;
  }

  /** The highest number any checkpoint or savepoint here has, 0 for none. */
  public long highestId() {
    return 0;
  }

  /** Reads a checkpoint and verifies every byte of it. */
  public StoredCheckpoint read(Path checkpoint) {
    throw new MillraceException(ApiError.BUG, "not built: " + checkpoint);
  }

  /** Begins a checkpoint. */
  public CheckpointAttempt begin(long id, @Nullable String savepoint) {
    throw new MillraceException(ApiError.BUG, "not built: " + id + savepoint);
  }

  /** Deletes what is not needed any more. */
  public List<Path> cleanUp(int retained) {
    return List.of();
  }

  @Override
  public void close() {}
}
