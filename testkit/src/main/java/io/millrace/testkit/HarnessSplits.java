package io.millrace.testkit;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.time.EventTimes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The splits a harness pretends to read from: their watermarks and offsets, and the batches made of
 * their events.
 */
final class HarnessSplits {
  private final TreeMap<Integer, Split> splits = new TreeMap<>();

  private static final class Split {
    private long watermark = EventTimes.MIN;
    private long offset;
  }

  /** From now on the merged watermark waits for that split. */
  void add(int number) {
    splits.putIfAbsent(number, new Split());
  }

  /** Moves a split's own watermark on; it may not go back. */
  void watermark(int split, long watermarkMs) {
    Split moved = split(split);
    if (watermarkMs < moved.watermark) {
      throw new MillraceException(
          ApiError.WATERMARK_WENT_BACK,
          "the watermark of split "
              + split
              + " was "
              + moved.watermark
              + " ms and would go back to "
              + watermarkMs
              + " ms.");
    }
    moved.watermark = watermarkMs;
  }

  /** Moves a split's own watermark on, unless it is there already. */
  void watermarkAtLeast(int split, long watermarkMs) {
    Split moved = split(split);
    moved.watermark = Math.max(moved.watermark, watermarkMs);
  }

  /** The watermarks of the splits seen so far. */
  Map<Integer, Long> watermarks() {
    Map<Integer, Long> watermarks = new TreeMap<>();
    splits.forEach((number, split) -> watermarks.put(number, split.watermark));
    return watermarks;
  }

  /** The smallest watermark of the splits seen so far. */
  long merged() {
    return splits.values().stream()
        .mapToLong(split -> split.watermark)
        .min()
        .orElse(EventTimes.MIN);
  }

  /**
   * Fills a batch as a source would that reads these events from that split; moves on offset and
   * watermark.
   */
  <T> void fill(Batch<T> batch, int number, List<? extends Timed<? extends T>> events) {
    Split split = split(number);
    batch.reset(number, split.offset, split.watermark);
    long before = split.watermark;
    boolean moves = false;
    for (Timed<? extends T> event : events) {
      moves |= event.watermarkMs() > before;
      batch.append(event.value(), event.timeMs());
    }
    split.offset += events.size();
    if (moves) {
      long[] each = batch.eachWatermark();
      for (int i = 0; i < events.size(); i++) {
        split.watermark = Math.max(split.watermark, events.get(i).watermarkMs());
        each[i] = split.watermark;
      }
      batch.watermark(split.watermark);
    }
  }

  private Split split(int number) {
    return splits.computeIfAbsent(number, absent -> new Split());
  }
}
