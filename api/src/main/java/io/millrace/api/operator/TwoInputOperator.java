package io.millrace.api.operator;

/**
 * An operator with a left and a right input that share its state. Its watermark is the smaller of
 * both.
 *
 * @param <L> what comes from the left
 * @param <R> what comes from the right
 * @param <O> what it emits
 */
public interface TwoInputOperator<L, R, O> extends OperatorLifecycle<O> {
  /** Processes a batch from the left, which must not be kept. */
  void processLeft(Batch<L> batch, Output<O> out);

  /** Processes a batch from the right, which must not be kept. */
  void processRight(Batch<R> batch, Output<O> out);
}
