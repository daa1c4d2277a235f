package io.millrace.core.task;

import io.millrace.api.operator.Batch;
import java.util.function.Consumer;

/**
 * Cuts a batch into runs of events that share a watermark of their own, so that what an operator
 * emits for them carries it on. Most batches are one run and pass as they are.
 */
final class LateRuns {
  private final Batch<Object> run = new Batch<>();

  void forEach(Batch<Object> batch, Consumer<Batch<Object>> each) {
    if (!batch.watermarkEach()) {
      each.accept(batch);
      return;
    }
    int n = batch.size();
    int from = 0;
    while (from < n) {
      long watermark = batch.watermarkAt(from);
      run.reset(batch.split(), batch.offsetAt(from), watermark);
      int to = from;
      while (to < n && batch.watermarkAt(to) == watermark) {
        run.append(batch.values()[to], batch.times()[to]);
        run.eachOffset()[to - from] = batch.offsetAt(to);
        to++;
      }
      each.accept(run);
      from = to;
    }
    run.forget();
  }
}
