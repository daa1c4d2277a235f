package io.millrace.engine;

import java.time.Duration;

/**
 * A join of two streams.
 *
 * @param joinId its id, and the id of the stream of its pairs
 * @param leftStreamId the first stream
 * @param rightStreamId the second stream
 * @param joinKey the entry of the events' data that must be equal; {@code "function"} if the key is
 *     computed
 * @param within how far apart in event time two events may be, either way, the bounds included
 */
public record StreamJoin(
    String joinId, String leftStreamId, String rightStreamId, String joinKey, Duration within) {}
