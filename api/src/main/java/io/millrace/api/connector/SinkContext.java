package io.millrace.api.connector;

import io.millrace.api.environment.Environment;

/**
 * What a sink may touch.
 *
 * @param sinkId the id in the plan
 * @param subtask which subtask the writer belongs to
 * @param parallelism how many subtasks there are
 * @param environment the clocks, threads and files
 * @param job the name of the job; with the sink's id it names transactions
 * @param ownerEpoch rises each time a process takes the job over, not when a job starts again by
 *     itself, 0 without checkpoints; whatever carries a lower one is from an earlier owner and must
 *     not be committed
 */
public record SinkContext(
    String sinkId,
    int subtask,
    int parallelism,
    Environment environment,
    String job,
    long ownerEpoch) {
  /** The context of a sink in a job without checkpoints. */
  public SinkContext(String sinkId, int subtask, int parallelism, Environment environment) {
    this(sinkId, subtask, parallelism, environment, "job", 0);
  }
}
