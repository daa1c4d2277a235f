package io.millrace.core.task;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PolledOutput;
import io.millrace.core.operator.RowLoop;
import java.util.Arrays;

/**
 * Collects what an operator emits into batches and passes them on when full or when told to. Each
 * event has the split and watermark that were set before it was emitted: those of the events at
 * hand, or the operator's own for what a watermark or timer caused.
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
    if (newSplit != split) {
      flush();
    }
    split = newSplit;
    offset = newOffset;
    watermarkMs = newWatermarkMs;
  }

  @Override
  public void emit(Object value, long timeMs) {
    Batch<Object> batch = buffer;
    int at = batch.size();
    if (at == 0) {
      batch.reset(split, offset, watermarkMs);
    } else if (watermarkMs != batch.watermark() || batch.watermarkEach()) {
      ownWatermark(batch, at);
    }
    batch.append(value, timeMs);
    if (at + 1 == batchSize) {
      flush();
    }
  }

  /** The events of the buffer so far had another watermark than the one to come. */
  private void ownWatermark(Batch<Object> batch, int at) {
    if (!batch.watermarkEach()) {
      long before = batch.watermark();
      Arrays.fill(batch.eachWatermark(), 0, at, before);
    }
    batch.eachWatermark()[at] = watermarkMs;
    batch.watermark(Math.max(batch.watermark(), watermarkMs));
  }

  @Override
  public void emit(Object value, long timeMs, int ofSplit, long ofOffset, long ofWatermarkMs) {
    header(ofSplit, ofOffset, ofWatermarkMs);
    if (buffer.size() > 0) {
      buffer.eachOffset()[buffer.size()] = ofOffset;
    }
    emit(value, timeMs);
    if (buffer.size() == 1) {
      buffer.eachOffset()[0] = ofOffset;
    }
  }

  /** An output for what a loop makes of a batch: each event has the origin of the row at hand. */
  Output<Object> following(Batch<Object> batch, RowLoop loop) {
    return (value, timeMs) -> {
      if (buffer.size() == 0) {
        buffer.resetLike(batch);
      }
      buffer.append(value, timeMs, batch, loop.row());
      if (buffer.size() == batchSize) {
        flush();
      }
    };
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
