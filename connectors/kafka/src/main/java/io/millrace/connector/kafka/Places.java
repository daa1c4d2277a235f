package io.millrace.connector.kafka;

import io.millrace.api.connector.SplitPosition;

/**
 * A position's place is the broker's offset of the next record. One place has a number of its own:
 * where the broker's offset 0 comes next and nothing was read yet, it is -1. So it differs from the
 * start of a split, whose offset has still to be found out.
 */
final class Places {
  private static final long FIRST = -1;

  private Places() {}

  /** True if nobody has decided yet where reading starts. */
  static boolean open(SplitPosition position) {
    return position.offset() == 0 && position.place() == 0;
  }

  /** The place in front of a broker's offset. */
  static long of(long eventsRead, long brokerOffset) {
    return eventsRead == 0 && brokerOffset == 0 ? FIRST : brokerOffset;
  }

  /** The broker's offset of a place. */
  static long brokerOffset(SplitPosition position) {
    return Math.max(0, position.place());
  }
}
