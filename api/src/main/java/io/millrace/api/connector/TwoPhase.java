package io.millrace.api.connector;

/**
 * A sink writer whose results become visible together with a checkpoint: prepared before it,
 * committed once it is durable. Optional, found with {@code instanceof}. Both steps are idempotent,
 * as they are repeated after a crash.
 *
 * @param <C> what has to be remembered to commit later; goes into the checkpoint
 */
public interface TwoPhase<C> {
  /** Everything written so far is made durable, not visible; gives what is needed to commit it. */
  C prepare(long checkpointId);

  /**
   * The checkpoint is durable: makes visible what was prepared for it. Does nothing if that was
   * done already.
   */
  void commit(long checkpointId, C prepared);

  /** The checkpoint failed: throws away what was prepared for it. */
  void abort(long checkpointId, C prepared);
}
