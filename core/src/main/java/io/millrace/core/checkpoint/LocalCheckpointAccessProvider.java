package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.CheckpointAccess;
import io.millrace.api.checkpoint.CheckpointAccessProvider;
import io.millrace.api.environment.FileAccess;

/** The checkpoints of the embedded engine, found under the name {@code local}. */
public final class LocalCheckpointAccessProvider implements CheckpointAccessProvider {
  /** For {@code ServiceLoader}. */
  public LocalCheckpointAccessProvider() {}

  @Override
  public String name() {
    return "local";
  }

  @Override
  public CheckpointAccess over(FileAccess files) {
    return new CheckpointReader(files);
  }
}
