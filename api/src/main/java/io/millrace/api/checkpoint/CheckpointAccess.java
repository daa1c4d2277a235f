package io.millrace.api.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads checkpoints without owning their directory, so also those of a job that runs; what that job
 * deletes meanwhile is then not found. Changes nothing.
 *
 * <ul>
 *   <li><b>Threads:</b> immutable; share it freely.
 *   <li><b>Cost:</b> {@link #read} reads every byte once, a block of 64 KiB at a time; {@link
 *       #manifest} reads the manifest only.
 *   <li><b>Fails:</b> {@code CHECKPOINT_CORRUPT} with file and offset, {@code
 *       CHECKPOINT_NOT_FOUND}, {@code STATE_INCOMPATIBLE} for a format of the future.
 * </ul>
 */
public interface CheckpointAccess {
  /** The complete checkpoints of a directory, oldest first, then its savepoints by name. */
  List<Path> list(Path directory);

  /** True if that is the directory of one complete checkpoint or savepoint, be it damaged. */
  boolean isComplete(Path directory);

  /** The manifest of a checkpoint, verified in itself; its data files are not looked at. */
  Manifest manifest(Path checkpoint);

  /** Opens a checkpoint after every byte of it was verified. */
  StoredCheckpoint read(Path checkpoint);
}
