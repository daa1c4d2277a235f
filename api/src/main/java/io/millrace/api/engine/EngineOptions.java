package io.millrace.api.engine;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
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
 */
public record EngineOptions(
    int parallelism,
    String stateBackend,
    int channelCapacity,
    int batchSize,
    int keyGroups,
    boolean twoStage,
    @Nullable Environment environment) {
  /** One worker, state in memory, the real clocks and files. */
  public static final EngineOptions DEFAULT =
      new EngineOptions(1, "memory", 16, 1024, KeyGroupRange.DEFAULT_GROUPS, true, null);

  /** Refuses what makes no sense. */
  public EngineOptions {
    require("parallelism", parallelism, 1, 1024);
    require("channelCapacity", channelCapacity, 1, 1 << 16);
    require("batchSize", batchSize, 1, io.millrace.api.operator.Batch.CAPACITY);
    require("keyGroups", keyGroups, parallelism, 1 << 15);
  }

  private static void require(String option, int value, int from, int to) {
    if (value < from || value > to) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          option + " must lie between " + from + " and " + to + ", was " + value + ".");
    }
  }
}
