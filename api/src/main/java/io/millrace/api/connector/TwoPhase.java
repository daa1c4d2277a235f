package io.millrace.api.connector;

import io.millrace.api.codec.Codec;
import java.util.List;

/**
 * A sink writer whose results become visible together with a checkpoint: prepared before it,
 * committed once it is durable. Optional, found with {@code instanceof}. All steps are idempotent,
 * as they are repeated after a crash. Called by the writer's thread, between batches.
 *
 * <p>In a job with checkpoints the order is: {@link #restore} once if the job goes on from a
 * checkpoint, or with an empty list if it starts afresh; then writes, {@link #prepare} at each
 * barrier, {@link #commit} for each prepared checkpoint in rising order. What was prepared for a
 * checkpoint that failed is committed with the next one that succeeds: the events before it are not
 * read again while the job runs. At the end of input the engine takes a last checkpoint and commits
 * it before {@link SinkWriter#finish}. In a job without checkpoints only {@code finish} is called,
 * which makes everything visible.
 *
 * @param <C> what has to be remembered to commit later; goes into the checkpoint
 */
public interface TwoPhase<C> {
  /** Stores what has to be remembered. */
  Codec<C> preparedCodec();

  /**
   * Everything written so far is made durable, not visible; gives what is needed to commit it, also
   * by another process.
   */
  C prepare(long checkpointId);

  /**
   * The checkpoint is durable: makes visible what was prepared for it. Does nothing if that was
   * done already. Fails if it cannot be known whether it was done, or if another owner of the job
   * has taken over.
   */
  void commit(long checkpointId, C prepared);

  /**
   * Called before the first write in a job with checkpoints. Everything in {@code pending} belongs
   * to a durable checkpoint and is made visible unless it is already; everything else that earlier
   * runs of this job wrote and did not commit is thrown away, and fenced so that an earlier process
   * that wakes up cannot commit it. With another parallelism the list holds what several earlier
   * subtasks prepared; each is given to exactly one writer, and what a subtask prepared that is
   * still there is given to it.
   */
  void restore(List<Pending<C>> pending);

  /**
   * Something prepared in an earlier run.
   *
   * @param checkpointId for which checkpoint
   * @param subtask which subtask of that run prepared it
   * @param prepared what it gave
   */
  record Pending<C>(long checkpointId, int subtask, C prepared) {}
}
