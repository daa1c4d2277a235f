package io.millrace.api.window;

/**
 * When a window shows previews before its end, and how corrections are given after it. Zero means
 * never.
 *
 * @param everyMs a preview each time the watermark has moved on that far, aligned to multiples of
 *     it
 * @param everyWallMs a preview each time the wall clock has moved on that far since the window's
 *     first event
 * @param everyEvents a preview after that many events
 * @param lateEveryEvents a correction after that many late events, in place of after each
 */
public record EarlyFiring(long everyMs, long everyWallMs, long everyEvents, long lateEveryEvents) {
  /** No previews, a correction for each late event. */
  public static final EarlyFiring NONE = new EarlyFiring(0, 0, 0, 0);
}
