package io.millrace.api.report;

import org.jspecify.annotations.Nullable;

/**
 * How the checkpoints of a job went, all its restarts together.
 *
 * @param completed checkpoints and savepoints this job completed
 * @param givenUp those that failed or took too long; the job went on without them
 * @param lastGivenUp why the last of those was given up; null if none was
 * @param lastId the number of the checkpoint the job can go on from, 0 for none
 * @param lastDurationMs from the request for it until it was durable, milliseconds; 0 if the job
 *     started from it
 * @param lastBytes how much was written for it; files shared with earlier ones are not counted
 * @param restarts how often the job started again by itself after a failure
 */
public record DurabilityReport(
    long completed,
    long givenUp,
    @Nullable String lastGivenUp,
    long lastId,
    long lastDurationMs,
    long lastBytes,
    long restarts) {
  String text() {
    TextTable table =
        new TextTable("checkpoints", "given up", "last", "took", "written", "restarts")
            .row(
                TextTable.number(completed),
                TextTable.number(givenUp),
                TextTable.number(lastId),
                lastDurationMs == 0
                    ? "."
                    : TextTable.duration(java.time.Duration.ofMillis(lastDurationMs)),
                TextTable.bytes(lastBytes),
                TextTable.number(restarts));
    return table.withoutEmptyColumns()
        + (lastGivenUp == null ? "" : "last given up: " + lastGivenUp + "\n");
  }
}
