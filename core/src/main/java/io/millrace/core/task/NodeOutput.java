package io.millrace.core.task;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.PolledOutput;

/**
 * Collects what an operator emits into batches and passes them on when full or when told to. Each
 * batch has the header that was set before it was emitted: that of the events at hand, or the
 * operator's own for what a watermark or timer caused.
 */
final class NodeOutput implements PolledOutput<Object> {
  private final Fan fan;
  private final NodeMetrics metrics;
  private final boolean counted;
  private final int batchSize;
  private final Batch<Object> buffer = new Batch<>();
  private int split;
  private long watermarkMs;
  private long offset;

  NodeOutput(Fan fan, NodeMetrics metrics, boolean counted, int batchSize) {
    this.fan = fan;
    this.metrics = metrics;
    this.counted = counted;
    this.batchSize = batchSize;
  }

  /** What comes next belongs to a split at a position, judged by that watermark. */
  void header(int newSplit, long newOffset, long newWatermarkMs) {
    if (buffer.size() > 0 && (newSplit != split || newWatermarkMs != watermarkMs)) {
      flush();
    }
    split = newSplit;
    offset = newOffset;
    watermarkMs = newWatermarkMs;
  }

  @Override
  public void emit(Object value, long timeMs) {
    Batch<Object> batch = buffer;
    if (batch.size() == 0) {
      batch.reset(split, offset, watermarkMs);
    }
    batch.append(value, timeMs);
    if (batch.size() == batchSize) {
      flush();
    }
  }

  @Override
  public void emit(Object value, long timeMs, int ofSplit, long ofOffset, long ofWatermarkMs) {
    header(ofSplit, ofOffset, ofWatermarkMs);
    emit(value, timeMs);
  }

  /** Passes on what was collected. */
  void flush() {
    int size = buffer.size();
    if (size > 0) {
      if (counted) {
        metrics.emitted(size);
      }
      fan.batch(buffer);
      buffer.forget();
    }
  }
}
