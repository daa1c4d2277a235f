package io.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * What one processor did. {@code processedCount = emitted + filtered + dead} when it is at rest.
 *
 * @param processorId its id
 * @param streamId the stream it reads
 * @param status {@code RUNNING}, or {@code FAILED} after an error that is not the processor's own
 * @param processedCount events it was called with
 * @param emitted results it gave
 * @param filtered events for which it gave null
 * @param dead events on which it threw
 * @param lastFailure class and message of what it threw last; null if it never did
 */
public record ProcessorMetrics(
    String processorId,
    String streamId,
    String status,
    long processedCount,
    long emitted,
    long filtered,
    long dead,
    @Nullable String lastFailure) {}
