package io.millrace.api.operator;

/**
 * An operator whose firing may be large and comes in bounded pieces. Optional. After {@code
 * onWatermark}, {@code onProcessingTime} or {@code onEndOfInput} the engine calls {@link #resume}
 * until it has nothing left, emptying its buffers in between, and passes the watermark on only
 * then. No event is processed in between.
 */
public interface Resumable<O> {
  /** True while a firing is under way. */
  boolean pending();

  /** Emits a bounded piece more, some thousand events at most. */
  void resume(Output<O> out);
}
