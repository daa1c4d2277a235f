package io.millrace.core.task;

import io.millrace.api.connector.SinkWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes to a sink. */
final class SinkNode extends Node {
  private final Supplier<SinkWriter<Object>> opener;
  private @Nullable SinkWriter<Object> writer;
  private boolean dirty;

  SinkNode(String id, Supplier<SinkWriter<Object>> opener) {
    super(id, 1);
    this.opener = opener;
  }

  @Override
  void open() {
    writer = guard(opener);
  }

  private <X> X guard(Supplier<X> call) {
    try {
      return call.get();
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          "sink '" + id + "' threw " + e.getClass().getName() + ". The cause below says why.",
          e);
    }
  }

  private void run(Runnable call) {
    guard(
        () -> {
          call.run();
          return true;
        });
  }

  @Override
  void process(int input, Batch<Object> batch) {
    SinkWriter<Object> out = writer;
    if (out == null) {
      throw new MillraceException(
          ApiError.BUG, "sink '" + id + "' was written to before it was opened");
    }
    int n = batch.size();
    try {
      for (int i = 0; i < n; i++) {
        out.write(batch.values()[i], batch.times()[i]);
      }
    } catch (RuntimeException e) {
      run(
          () -> {
            throw e;
          });
    }
    metrics.count(Fate.OUT, n);
    dirty = true;
  }

  @Override
  void quiet() {
    SinkWriter<Object> out = writer;
    if (dirty && out != null) {
      dirty = false;
      run(out::flush);
    }
  }

  @Override
  void finish() {
    SinkWriter<Object> out = writer;
    if (out != null) {
      run(out::flush);
      run(out::finish);
    }
  }

  @Override
  void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
