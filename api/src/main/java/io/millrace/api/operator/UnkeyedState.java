package io.millrace.api.operator;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/**
 * An operator with state that belongs to no key, such as broadcast state. Optional. The engine
 * saves it at every checkpoint, between batches, and restores it before {@link
 * OperatorLifecycle#open}; it is small, so it is saved whole. When the parallelism changes, every
 * subtask is given what the first one saved.
 */
public interface UnkeyedState {
  /** Writes the state. */
  void saveUnkeyed(DataWriter out);

  /** Takes the state that was written, in place of what there is. */
  void restoreUnkeyed(DataReader in);
}
