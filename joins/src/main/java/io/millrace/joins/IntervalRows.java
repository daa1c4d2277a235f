package io.millrace.joins;

import io.millrace.api.time.EventTimes;

/** What an interval join keeps for one key: the rows of both sides. One thread. */
final class IntervalRows {
  /** No timer is set. */
  static final long NO_DEADLINE = EventTimes.MIN;

  final TimedRows left;
  final TimedRows right;

  /** The time of the key's one timer: when its earliest row runs out of partners. */
  long deadlineMs = NO_DEADLINE;

  IntervalRows(boolean tracksLeft, boolean tracksRight) {
    this.left = new TimedRows(tracksLeft);
    this.right = new TimedRows(tracksRight);
  }

  boolean isEmpty() {
    return left.isEmpty() && right.isEmpty();
  }
}
