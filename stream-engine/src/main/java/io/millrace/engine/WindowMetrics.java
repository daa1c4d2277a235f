package io.millrace.engine;

import org.jspecify.annotations.Nullable;

/**
 * What the windows of one id did.
 *
 * @param windowId their id
 * @param streamId the stream they read
 * @param shape what they are, in words
 * @param status {@code RUNNING}, or {@code FAILED} if the key function threw
 * @param events events they were given
 * @param open windows of keys that are open
 * @param fired windows of keys that can still be asked for and have fired
 * @param late events that came too late
 * @param keys keys that have an open window
 * @param stateBytes the size of their state, estimated
 * @param failure why they failed; null if they did not
 */
public record WindowMetrics(
    String windowId,
    String streamId,
    String shape,
    String status,
    long events,
    long open,
    long fired,
    long late,
    long keys,
    long stateBytes,
    @Nullable String failure) {}
