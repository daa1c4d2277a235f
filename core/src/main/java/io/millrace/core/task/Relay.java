package io.millrace.core.task;

import io.millrace.core.time.WatermarkMerger;

/** Passes on what a merger of marks has come to. */
final class Relay {
  private Relay() {}

  /**
   * Tells a target after a change. A watermark is passed on by who is active, as one of an idle
   * input does not count: before turning idle, after turning active.
   */
  static void after(
      WatermarkMerger merger, boolean wasIdle, boolean moved, Target target, int port) {
    boolean idleNow = merger.allIdle();
    if (wasIdle && !idleNow) {
      target.idle(port, false);
    }
    if (moved) {
      target.watermark(port, merger.merged());
    }
    if (!wasIdle && idleNow) {
      target.idle(port, true);
    }
  }
}
