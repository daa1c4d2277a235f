package io.millrace.api.engine;

/** How a job stands. */
public enum JobStatus {
  /** It processes events, or waits for some. */
  RUNNING,
  /** It failed and starts again from its last checkpoint. */
  RESTARTING,
  /** All sources ended and everything was processed. */
  FINISHED,
  /** It was stopped with a savepoint. */
  STOPPED,
  /** It was cancelled. */
  CANCELLED,
  /** It failed. */
  FAILED;

  /** True if nothing more will happen. */
  public boolean over() {
    return this != RUNNING && this != RESTARTING;
  }
}
