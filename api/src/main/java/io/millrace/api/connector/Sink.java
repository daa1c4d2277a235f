package io.millrace.api.connector;

/**
 * Where results go. Describes itself and opens one writer for each subtask; one object serves a
 * whole job.
 *
 * @param <T> the type of the results
 */
public interface Sink<T> {
  /** What it promises. */
  Guarantee guarantee();

  /** Opens the writer of a subtask. */
  SinkWriter<T> open(SinkContext context);
}
