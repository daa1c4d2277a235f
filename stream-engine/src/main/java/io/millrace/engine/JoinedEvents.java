package io.millrace.engine;

/**
 * Two events of two streams that belong together.
 *
 * @param left the event of the first stream
 * @param right the event of the second stream
 */
public record JoinedEvents(Event left, Event right) {}
