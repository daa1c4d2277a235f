package io.millrace.engine;

/**
 * What became of a published event.
 *
 * @param accepted it was taken in; if not, the overflow policy dropped it and counted it
 * @param late its time is at or before the stream's watermark, so that windows will treat it as
 *     late
 * @param pending how many events of the stream wait to be processed now
 */
public record PublishResult(boolean accepted, boolean late, int pending) {}
