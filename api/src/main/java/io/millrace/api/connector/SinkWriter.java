package io.millrace.api.connector;

/**
 * Writes the results of one subtask. Used by one thread.
 *
 * @param <T> the type of the results
 */
public interface SinkWriter<T> extends AutoCloseable {
  /** Writes a result; {@code timeMs} is its event time, {@code EventTimes.MIN} if it has none. */
  void write(T value, long timeMs);

  /**
   * Makes what was written visible to readers, as far as that needs no checkpoint. Called when the
   * task has no more input, and at every barrier: a sink that is not {@link TwoPhase} must not
   * return before what was written is safe with the receiver, or a crash would lose it.
   */
  default void flush() {}

  /**
   * The input has ended: everything was written and {@link #flush} was called. A file sink finishes
   * its files here.
   */
  default void finish() {}

  /** Lets go of everything. What was neither finished nor committed is not visible to readers. */
  @Override
  void close();
}
