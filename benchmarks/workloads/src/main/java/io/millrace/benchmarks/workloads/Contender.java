package io.millrace.benchmarks.workloads;

/** An engine that runs workloads. */
public interface Contender {
  /** Its name and version, for the report. */
  String version();

  /** True if it judges lateness by an event's own input; see {@link Case.LateEvents#OWN_INPUT}. */
  boolean ownInput();

  /** Why it cannot run a workload, or an empty text if it can. */
  String cannot(Case what, int parallelism);

  /**
   * Runs over the round's events; tells the round when it starts and ends.
   *
   * @return what else is worth a note, such as {@code checkpoints=2}; may be empty
   */
  String run(Round round, Settings settings) throws Exception;

  /**
   * How state is kept durable.
   *
   * @param directory for checkpoints and databases; empty, and deleted after the round
   * @param checkpointMs from one checkpoint to the next, milliseconds
   */
  record Settings(java.nio.file.Path directory, long checkpointMs) {}
}
