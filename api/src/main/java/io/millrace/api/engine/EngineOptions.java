package io.millrace.api.engine;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How an engine runs, as data.
 *
 * @param parallelism how many workers, and subtasks of each operator that can be split
 * @param stateBackend the name of the state backend
 * @param channelCapacity batches a channel between two tasks holds
 * @param batchSize the most events in a batch, at most {@code Batch.CAPACITY}
 * @param keyGroups into how many groups keys are divided
 * @param twoStage aggregate before the exchange where that is possible
 * @param environment the clocks, threads and files; null for the real ones
 * @param checkpoints how checkpoints are taken; null for none
 * @param restart what happens after a failure; only with checkpoints
 * @param stateMemoryBytes how much memory state may take, as far as the backend can bound that
 * @param stateDirectory where the backend keeps files of its own; null for a temporary directory
 */
public record EngineOptions(
    int parallelism,
    String stateBackend,
    int channelCapacity,
    int batchSize,
    int keyGroups,
    boolean twoStage,
    @Nullable Environment environment,
    @Nullable CheckpointOptions checkpoints,
    RestartPolicy restart,
    long stateMemoryBytes,
    @Nullable Path stateDirectory) {
  /** One worker, state in memory, the real clocks and files. */
  public static final EngineOptions DEFAULT =
      new EngineOptions(1, "memory", 16, 1024, KeyGroupRange.DEFAULT_GROUPS, true, null);

  /** Without checkpoints. */
  public EngineOptions(
      int parallelism,
      String stateBackend,
      int channelCapacity,
      int batchSize,
      int keyGroups,
      boolean twoStage,
      @Nullable Environment environment) {
    this(
        parallelism,
        stateBackend,
        channelCapacity,
        batchSize,
        keyGroups,
        twoStage,
        environment,
        null,
        RestartPolicy.never(),
        BackendContext.DEFAULT_MEMORY_BYTES,
        null);
  }

  /** Refuses what makes no sense. */
  public EngineOptions {
    require("parallelism", parallelism, 1, 1024);
    require("channelCapacity", channelCapacity, 1, 1 << 16);
    require("batchSize", batchSize, 1, io.millrace.api.operator.Batch.CAPACITY);
    require("keyGroups", keyGroups, parallelism, 1 << 15);
    if (stateMemoryBytes < 1 << 20) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "stateMemoryBytes must be at least 1 MiB, was " + stateMemoryBytes + ".");
    }
  }

  /** The same with that parallelism, and at least as many key groups. */
  public EngineOptions parallelism(int workers) {
    return copy(workers, stateBackend, Math.max(workers, keyGroups), environment);
  }

  /** The same with the state backend of that name. */
  public EngineOptions stateBackend(String name) {
    return copy(parallelism, name, keyGroups, environment);
  }

  /** The same with other clocks, threads and files. */
  public EngineOptions environment(Environment other) {
    return copy(parallelism, stateBackend, keyGroups, other);
  }

  /** The same with those checkpoints. */
  public EngineOptions checkpoints(CheckpointOptions options) {
    return durable(options, restart, stateMemoryBytes, stateDirectory);
  }

  /** The same with that restart policy. */
  public EngineOptions restart(RestartPolicy policy) {
    return durable(checkpoints, policy, stateMemoryBytes, stateDirectory);
  }

  /** The same with that memory for state. */
  public EngineOptions stateMemoryBytes(long bytes) {
    return durable(checkpoints, restart, bytes, stateDirectory);
  }

  /** The same with that directory for the backend's own files. */
  public EngineOptions stateDirectory(Path directory) {
    return durable(checkpoints, restart, stateMemoryBytes, directory);
  }

  private EngineOptions copy(
      int workers, String backend, int groups, @Nullable Environment newEnvironment) {
    return new EngineOptions(
        workers,
        backend,
        channelCapacity,
        batchSize,
        groups,
        twoStage,
        newEnvironment,
        checkpoints,
        restart,
        stateMemoryBytes,
        stateDirectory);
  }

  private EngineOptions durable(
      @Nullable CheckpointOptions newCheckpoints,
      RestartPolicy newRestart,
      long bytes,
      @Nullable Path directory) {
    return new EngineOptions(
        parallelism,
        stateBackend,
        channelCapacity,
        batchSize,
        keyGroups,
        twoStage,
        environment,
        newCheckpoints,
        newRestart,
        bytes,
        directory);
  }

  private static void require(String option, int value, int from, int to) {
    if (value < from || value > to) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          option + " must lie between " + from + " and " + to + ", was " + value + ".");
    }
  }
}
