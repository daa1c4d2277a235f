package io.millrace.core.runtime;

import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.DurabilityReport;
import org.jspecify.annotations.Nullable;

/** What became of the checkpoints of a job, over all its runs. Thread-safe. */
final class CheckpointTally {
  private @Nullable CheckpointReport newest;
  private @Nullable String lastGivenUp;
  private long completed;
  private long givenUp;
  private long restarts;

  /** The job starts from that one; null for nothing. */
  synchronized void startsFrom(@Nullable CheckpointReport report) {
    newest = report;
  }

  synchronized void completed(CheckpointReport report) {
    newest = report;
    completed++;
  }

  synchronized void givenUp(MillraceException cause) {
    lastGivenUp = cause.getMessage();
    givenUp++;
  }

  synchronized void restarted() {
    restarts++;
  }

  /** What the job can go on from; null for nothing. */
  synchronized @Nullable CheckpointReport newest() {
    return newest;
  }

  /** The same for people. */
  synchronized String where() {
    return newest == null ? "the start, as no checkpoint is complete" : newest.path().toString();
  }

  synchronized DurabilityReport report() {
    return new DurabilityReport(
        completed,
        givenUp,
        lastGivenUp,
        newest == null ? 0 : newest.id(),
        newest == null ? 0 : newest.durationMs(),
        newest == null ? 0 : newest.bytes(),
        restarts);
  }
}
