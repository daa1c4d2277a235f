package io.millrace.api.report;

/**
 * How one split of a source stands.
 *
 * @param source the source's id
 * @param split the split's id
 * @param read events read
 * @param watermarkMs its watermark, {@code Long.MIN_VALUE} for none
 * @param maxTimeMs the largest event time seen, {@code Long.MIN_VALUE} for none
 * @param lagMs how far its watermark is behind the wall clock; -1 if it has none
 * @param idle it is not waited for
 * @param ended it has no more events
 * @param fromTheFuture events so far ahead of the wall clock that they did not move the watermark
 */
public record SplitReport(
    String source,
    String split,
    long read,
    long watermarkMs,
    long maxTimeMs,
    long lagMs,
    boolean idle,
    boolean ended,
    long fromTheFuture) {}
