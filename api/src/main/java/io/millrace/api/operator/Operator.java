package io.millrace.api.operator;

/**
 * An operator that takes one event at a time: the form a plugin author writes. The engine runs it
 * in a loop of its own copy of code, so it is compiled as if it were the only operator there is.
 *
 * @param <I> what it takes
 * @param <O> what it emits
 */
public interface Operator<I, O> extends OperatorLifecycle<O> {
  /**
   * Processes an event.
   *
   * @param timeMs the event time, {@code EventTimes.MIN} if the stream has none
   */
  void process(I value, long timeMs, Output<O> out);
}
