package io.millrace.benchmarks.workloads;

/** An engine that runs workloads. */
public interface Contender {
  /** Which events an engine is given. */
  enum Reads {
    /** All; it agrees with the loop by hand on what is late. */
    ALL,
    /**
     * Those that are not late for all windows, or by their own input: the engine would decide
     * otherwise, or by chance. The results are those of all events.
     */
    IN_TIME,
    /**
     * The same, but others count some of the events left out. The results are compared with those
     * of the loop by hand over the same events.
     */
    IN_TIME_ONLY
  }

  /** Its name and version, for the report. */
  String version();

  /** Which events of a workload it is given. */
  Reads reads(Case what);

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
