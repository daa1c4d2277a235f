package io.millrace.engine;

/**
 * What a call of {@link StreamEngine#processBatch} did.
 *
 * @param processed events processed by it
 * @param remaining events of the stream that still wait
 */
public record BatchResult(int processed, int remaining) {}
