package io.millrace.core.checkpoint;

import io.millrace.api.backend.StoredState;
import java.nio.file.Path;

/** A checkpoint every byte of which has been verified. */
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
