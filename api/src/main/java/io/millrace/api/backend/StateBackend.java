package io.millrace.api.backend;

/**
 * Keeps the state of a job in this process. Thread-safe; the stores it opens are not. The namespace
 * of a column that needs none is 0.
 */
public interface StateBackend extends AutoCloseable {
  /** Opens the store of one keyed operator in one subtask. */
  KeyedStateStore open(StoreSpec spec);

  /** Lets go of everything, open stores included. */
  @Override
  void close();
}
