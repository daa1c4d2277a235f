package io.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * What one join did.
 *
 * @param joinId its id
 * @param leftStreamId the first stream
 * @param rightStreamId the second stream
 * @param joinKey the entry of the events' data that must be equal, or {@code "function"}
 * @param withinMs how far apart two events may be, milliseconds
 * @param status {@code RUNNING}, or {@code FAILED} if the key function threw
 * @param events events of both streams it was given
 * @param pairs pairs it found
 * @param filtered events without the key
 * @param late events that came too late
 * @param keys keys that wait for partners
 * @param stateBytes the size of its state, estimated
 * @param failure why it failed; null if it did not
 */
public record JoinMetrics(
    String joinId,
    String leftStreamId,
    String rightStreamId,
    String joinKey,
    long withinMs,
    String status,
    long events,
    long pairs,
    long filtered,
    long late,
    long keys,
    long stateBytes,
    @Nullable String failure) {}
