package io.millrace.api.checkpoint;

import io.millrace.api.environment.FileAccess;
import io.millrace.api.spi.NamedProvider;

/**
 * Gives access to checkpoints to modules that do not see the engine. Registered under {@code
 * META-INF/services}; the engine's is named {@code local}.
 */
public interface CheckpointAccessProvider extends NamedProvider {
  /** Reads through those files. */
  CheckpointAccess over(FileAccess files);
}
