package io.millrace.api.engine;

import io.millrace.api.report.JobReport;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline that runs. Thread-safe, but for {@link #step} and {@link #settle}, which belong to the
 * one thread that steps a job opened with {@link Engine#open}.
 */
public interface Job extends AutoCloseable {
  /** The pipeline's name. */
  String name();

  /** How it stands. */
  JobStatus status();

  /**
   * Waits until the job is over. A job that nobody steps is stepped on the calling thread.
   *
   * @return its last report
   * @throws io.millrace.api.error.MillraceException if it failed
   */
  JobReport join();

  /**
   * Does one bounded piece of work of each task; true if anything was done. For jobs opened for
   * stepping.
   */
  boolean step();

  /** Steps until there is nothing to do now. For jobs opened for stepping. */
  void settle();

  /** What it did so far. Cheap; may be called at any time from any thread. */
  JobReport report();

  /** How the plan is carried out, and why. */
  String explain();

  /**
   * Takes a checkpoint now and waits until it is durable and sinks have been told. In a job that is
   * stepped, it is stepped by this call.
   *
   * @throws io.millrace.api.error.MillraceException {@code CHECKPOINT_FAILED} if it could not be
   *     taken; {@code ARGUMENT_INVALID} if the job has no checkpoints
   */
  CheckpointReport checkpoint();

  /**
   * The same under a name of its own. A savepoint is kept until somebody deletes it, and lies in
   * {@code savepoints/NAME} of the checkpoint directory.
   */
  CheckpointReport savepoint(String name);

  /**
   * Stops gracefully: sources are read no further, everything in flight is processed, a savepoint
   * of that name is taken and committed, and the job is over with {@link JobStatus#STOPPED}.
   * Windows that are open do not fire; they are in the savepoint.
   */
  CheckpointReport stop(String savepointName);

  /**
   * What the job can go on from: the newest complete checkpoint, also after it was stopped or has
   * failed; null if there is none.
   */
  @Nullable CheckpointReport lastCheckpoint();

  /** Stops without waiting for the end of the sources; what is in flight is dropped. */
  void cancel();

  /** Cancels if it still runs, and lets go of everything. */
  @Override
  void close();
}
