package io.millrace.api.operator;

/**
 * What became of an event that an operator took in. For each operator the counts of all fates and
 * what is still in flight add up to what came in. Nothing is ever dropped without one of these.
 */
public enum Fate {
  /** Taken: passed on, folded into state, written. */
  OUT,
  /** Dropped by a predicate of the user's. */
  FILTERED,
  /** Came after the watermark had passed and the lateness allowed was over. */
  LATE,
  /** Lies in no window of its assigner, as in the gaps of sampling windows. */
  NO_WINDOW,
  /** Could not be processed and went to the dead letters or was skipped by the error policy. */
  DEAD,
  /** Ran out of time before it could be processed. */
  EXPIRED
}
