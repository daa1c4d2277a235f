package io.millrace.api.stream;

import io.millrace.api.operator.SideOutput;

/**
 * What a handler or an operator of the user's emits, with its side outputs.
 *
 * @param <R> the type of the main output
 */
public final class ProcessedStream<R> extends Stream<R> {
  ProcessedStream(PlanRecorder recorder, int place) {
    super(recorder, place);
  }

  /** The stream of a side output. */
  public <X> Stream<X> side(SideOutput<X> side) {
    return sideOf(side, side.type());
  }
}
