package io.millrace.api.engine;

import io.millrace.api.report.JobReport;

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

  /** Stops without waiting for the end of the sources; what is in flight is dropped. */
  void cancel();

  /** Cancels if it still runs, and lets go of everything. */
  @Override
  void close();
}
