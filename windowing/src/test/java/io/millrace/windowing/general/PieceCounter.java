package io.millrace.windowing.general;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import java.util.List;

/**
 * Passes all calls on to a window operator and notes how many results each call of a firing gives.
 */
final class PieceCounter<T, O> implements BatchOperator<T, O>, Resumable<O> {
  private final BatchOperator<T, O> operator;
  private final Resumable<O> firing;
  private final List<Integer> pieces;

  PieceCounter(BatchOperator<T, O> operator, Resumable<O> firing, List<Integer> pieces) {
    this.operator = operator;
    this.firing = firing;
    this.pieces = pieces;
  }

  @Override
  public void open(OperatorContext context) {
    operator.open(context);
  }

  @Override
  public void process(Batch<T> batch, Output<O> out) {
    operator.process(batch, out);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<O> out) {
    int[] count = {0};
    operator.onWatermark(watermarkMs, counting(out, count));
    pieces.add(count[0]);
  }

  @Override
  public boolean pending() {
    return firing.pending();
  }

  @Override
  public void resume(Output<O> out) {
    int[] count = {0};
    firing.resume(counting(out, count));
    pieces.add(count[0]);
  }

  private static <O> Output<O> counting(Output<O> out, int[] count) {
    return (value, timeMs) -> {
      count[0]++;
      out.emit(value, timeMs);
    };
  }
}
