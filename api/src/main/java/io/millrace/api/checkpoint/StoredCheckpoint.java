package io.millrace.api.checkpoint;

import io.millrace.api.backend.StoredState;
import java.nio.file.Path;

/**
 * A checkpoint every byte of which has been verified. Immutable; its bytes are read from its files
 * when they are asked for.
 *
 * <p>Fails with {@code CHECKPOINT_CORRUPT} if a file has changed or gone since.
 */
public interface StoredCheckpoint {
  /** Where it is. */
  Path path();

  /** What is in it. */
  Manifest manifest();

  /** The bytes of a blob. */
  byte[] blob(Manifest.Blob blob);

  /** One store of it. */
  StoredState store(Manifest.StoreEntry entry);
}
