package io.millrace.core.task;

import io.millrace.api.backend.StateBackend;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.environment.Environment;
import org.jspecify.annotations.Nullable;

/**
 * What all tasks of one run of a job share.
 *
 * @param name the pipeline's name
 * @param options how it runs
 * @param environment the clocks, threads and files
 * @param backend keeps the state
 * @param splits numbers the splits
 * @param control how checkpoints are asked for; null for a job without
 * @param restored what the job goes on from; null if it starts from nothing
 * @param ownerEpoch the owner of the checkpoint directory, 0 without
 */
public record JobContext(
    String name,
    EngineOptions options,
    Environment environment,
    StateBackend backend,
    SplitNames splits,
    @Nullable CheckpointControl control,
    @Nullable Restored restored,
    long ownerEpoch) {

  /** True if everything that is stored must be able to go into a checkpoint. */
  boolean durable() {
    return control != null;
  }

  boolean dropsUnclaimed() {
    CheckpointOptions checkpoints = options.checkpoints();
    return checkpoints != null && checkpoints.dropsUnclaimed();
  }
}
