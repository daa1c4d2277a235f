package io.millrace.api.operator;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/**
 * An operator with state that belongs to no key, such as broadcast state. Optional. The engine
 * saves it at every checkpoint, between batches, and restores it before {@link
 * OperatorLifecycle#open}; it is small, so it is saved whole.
 */
public interface UnkeyedState {
  /** Who is given what when the job goes on, perhaps with another parallelism. */
  enum Deal {
    /** Every subtask is given what the first one saved, as all have the same. */
    FIRST_TO_ALL,
    /** What each subtask saved is given to exactly one, which may be given several or none. */
    EACH_TO_ONE
  }

  /** Who is given what; always the same. */
  default Deal deal() {
    return Deal.FIRST_TO_ALL;
  }

  /** Writes the state. */
  void saveUnkeyed(DataWriter out);

  /**
   * Takes the state that was written: in place of what there is, or, under {@link
   * Deal#EACH_TO_ONE}, in addition.
   */
  void restoreUnkeyed(DataReader in);
}
