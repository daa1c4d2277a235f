package io.millrace.api.stream;

import io.millrace.api.window.Late;

/**
 * The results of a join.
 *
 * @param <O> the type of the results
 */
public final class JoinResults<O> extends Stream<O> {
  JoinResults(PlanRecorder recorder, int place) {
    super(recorder, place);
  }

  /** The events of either side that came too late. */
  public Stream<Late<Object>> late() {
    return lateOf(Object.class);
  }
}
