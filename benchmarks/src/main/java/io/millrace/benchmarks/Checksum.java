package io.millrace.benchmarks;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;

/**
 * Counts results and adds up a hash of each, so that the results of two programs can be compared
 * whatever their order. Takes those of the hand loops and, as a sink, those of the engine.
 * Single-threaded.
 */
final class Checksum implements Sink<WindowResult<Long, CountSum>> {
  private long results;
  private long hash;

  void clear() {
    results = 0;
    hash = 0;
  }

  void add(Total total) {
    add(total.key(), total.startMs(), total.endMs(), total.count(), total.sum());
  }

  void add(WindowResult<Long, CountSum> result) {
    TimeWindow window = (TimeWindow) result.window();
    CountSum value = result.value();
    add(result.key(), window.startMs(), window.endMs(), value.count(), value.sum());
  }

  private void add(long key, long startMs, long endMs, long count, long sum) {
    results++;
    long h = mix(key + 31 * mix(startMs) + 37 * mix(endMs));
    hash += mix(h ^ mix(count + 41 * sum));
  }

  private static long mix(long x) {
    long h = x * 0x9E3779B97F4A7C15L;
    return h ^ h >>> 29;
  }

  long results() {
    return results;
  }

  /** Fails unless both saw the same results. */
  void mustEqual(Checksum other, String what) {
    if (results != other.results || hash != other.hash) {
      throw new IllegalStateException(
          what
              + ": this gave "
              + results
              + " results, the other "
              + other.results
              + ", or they differ. Nothing is measured before the answers are equal.");
    }
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public SinkWriter<WindowResult<Long, CountSum>> open(SinkContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(WindowResult<Long, CountSum> result, long timeMs) {
        add(result);
      }

      @Override
      public void close() {}
    };
  }
}
