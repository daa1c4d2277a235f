package io.millrace.api.stream;

/**
 * The answers of calls to the outside.
 *
 * @param <T> the events that were asked about
 * @param <R> the answers
 */
public final class AsyncStream<T, R> extends Stream<R> {
  AsyncStream(PlanRecorder recorder, int place) {
    super(recorder, place);
  }
}
