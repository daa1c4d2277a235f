package io.millrace.api.operator;

/**
 * What all operators have in common. The engine makes one instance per subtask and calls it from
 * one thread: {@code open} once, then events, watermarks and clock ticks in any order, {@code
 * onEndOfInput} once if the input ends, then {@code close} once, also after a failure. A callback
 * must not block and must not start threads or read clocks by itself.
 *
 * @param <O> what it emits
 */
public interface OperatorLifecycle<O> extends AutoCloseable {
  /** Called once before anything else. */
  default void open(OperatorContext context) {}

  /** The watermark has moved on; it is passed on after this returns. */
  default void onWatermark(long watermarkMs, Output<O> out) {}

  /** The input turned silent and is not waited for any more, or is active again. */
  default void onIdle(boolean idle) {}

  /** The wall clock has reached a time asked for with {@link OperatorContext#wakeAt}. */
  default void onProcessingTime(long wallMs, Output<O> out) {}

  /**
   * All input has ended: called once, after the watermark {@code EventTimes.MAX} and everything it
   * caused, for what no watermark closes, such as windows of processing time. Watermark and end are
   * passed on after this and all it causes. Not called when a job is cancelled or fails.
   */
  default void onEndOfInput(Output<O> out) {}

  /** Called once at the end. */
  @Override
  default void close() {}
}
