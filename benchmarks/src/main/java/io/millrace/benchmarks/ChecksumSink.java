package io.millrace.benchmarks;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.CountSum;
import java.util.function.Consumer;

/** Adds results to a checksum: one for each subtask, handed over when it ends. */
final class ChecksumSink<T> implements Sink<T> {
  private final Adder<? super T> adder;
  private final Consumer<Checksum> done;

  ChecksumSink(Adder<? super T> adder, Consumer<Checksum> done) {
    this.adder = adder;
    this.done = done;
  }

  /** Which numbers of a result go into a checksum. */
  interface Adder<T> {
    /** Adds them. */
    void add(T result, Checksum to);
  }

  /** Count and sum of a window. */
  static void window(WindowResult<Long, CountSum> result, Checksum to) {
    TimeWindow window = (TimeWindow) result.window();
    CountSum value = result.value();
    to.add(result.key(), window.startMs(), window.endMs(), value.count(), value.sum());
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public SinkWriter<T> open(SinkContext context) {
    return new SinkWriter<>() {
      private final Checksum seen = new Checksum();

      @Override
      public void write(T result, long timeMs) {
        adder.add(result, seen);
      }

      @Override
      public void close() {
        done.accept(seen);
      }
    };
  }
}
