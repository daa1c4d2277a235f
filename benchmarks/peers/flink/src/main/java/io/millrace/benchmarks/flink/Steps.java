package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Case;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * The watermark follows the largest time by the bound, and is passed on when it reaches the next
 * step of event time. Windows end at steps, so what is late for them is decided exactly, whatever
 * the wall clock does, with as few watermarks as can be.
 */
final class Steps<T> implements WatermarkGenerator<T> {
  private final long stepMs;
  private long maxMs = Long.MIN_VALUE;
  private long nextMs = Long.MIN_VALUE; // the least time that makes the next step

  Steps(long stepMs) {
    this.stepMs = stepMs;
  }

  @Override
  public void onEvent(T event, long timeMs, WatermarkOutput output) {
    if (timeMs > maxMs) {
      maxMs = timeMs;
      if (timeMs >= nextMs) {
        long watermarkMs = timeMs - Case.BOUND_MS - 1;
        output.emitWatermark(new Watermark(watermarkMs));
        nextMs = (Math.floorDiv(watermarkMs + 1, stepMs) + 1) * stepMs + Case.BOUND_MS;
      }
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {}
}
