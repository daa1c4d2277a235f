package io.millrace.api.operator;

/**
 * An operator that takes a batch at a time: the fast form, which the built-in ones use.
 *
 * @param <I> what it takes
 * @param <O> what it emits
 */
public interface BatchOperator<I, O> extends OperatorLifecycle<O> {
  /**
   * Processes the events of a batch in order. The batch may be changed during the call and must not
   * be kept.
   */
  void process(Batch<I> batch, Output<O> out);
}
