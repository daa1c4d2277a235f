package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.Round;
import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Adds results to a checksum: one for each subtask, handed over at the end of input. */
final class ChecksumSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final Adder<T> adder;

  ChecksumSink(Adder<T> adder) {
    this.adder = adder;
  }

  /** Which numbers of a result go into a checksum. */
  interface Adder<T> extends Serializable {
    /** Adds them. */
    void add(T result, Checksum to);
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      private final Checksum seen = new Checksum();

      @Override
      public void write(T result, Context context) {
        adder.add(result, seen);
      }

      @Override
      public void flush(boolean endOfInput) {
        if (endOfInput) {
          Round.current().ended(seen);
        }
      }

      @Override
      public void close() {}
    };
  }
}
