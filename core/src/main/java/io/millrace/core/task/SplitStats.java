package io.millrace.core.task;

import io.millrace.api.report.SplitReport;
import io.millrace.api.time.EventTimes;

/** How one split stands: written by its task's thread, read by any for reports. */
public final class SplitStats {
  private final String source;
  private final String split;
  private volatile long read;
  private volatile long watermarkMs = EventTimes.MIN;
  private volatile long maxTimeMs = EventTimes.MIN;
  private volatile long fromTheFuture;
  private volatile boolean idle;
  private volatile boolean ended;

  SplitStats(String source, String split) {
    this.source = source;
    this.split = split;
  }

  void restore(long events, long newWatermarkMs, long newMaxTimeMs, boolean nowIdle) {
    read = events;
    watermarkMs = newWatermarkMs;
    maxTimeMs = newMaxTimeMs;
    idle = nowIdle;
  }

  void read(long events) {
    read = events;
  }

  void times(long newWatermarkMs, long newMaxTimeMs) {
    watermarkMs = newWatermarkMs;
    maxTimeMs = newMaxTimeMs;
  }

  void fromTheFuture(long events) {
    fromTheFuture = events;
  }

  void idle(boolean nowIdle) {
    idle = nowIdle;
  }

  void ended() {
    ended = true;
  }

  /** The numbers as they are now. */
  public SplitReport report(long wallMs) {
    long watermark = watermarkMs;
    boolean none = watermark == EventTimes.MIN || watermark == EventTimes.MAX;
    long lag = none ? -1 : Math.max(0, EventTimes.minus(wallMs, watermark));
    return new SplitReport(
        source, split, read, watermark, maxTimeMs, lag, idle, ended, fromTheFuture);
  }
}
