package io.millrace.api.operator;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/**
 * What an operator may touch. One for each operator and subtask, used by one thread, valid from
 * {@code open} to {@code close}.
 */
public interface OperatorContext {
  /** The id in the plan. */
  String operatorId();

  /** Which subtask this is, from 0. */
  int subtask();

  /** The clocks. */
  TimeSource time();

  /** The counters. */
  OperatorMetrics metrics();

  /** The state of a keyed operator; fails with a clear error where the input is not keyed. */
  KeyedStateStore store();

  /**
   * The watermark the operator has been told last, milliseconds; {@code EventTimes.MIN} for none
   * yet.
   */
  long watermark();

  /**
   * The highest watermark that any subtask whose keys were restored here had been told when its
   * state was stored; {@link #watermark()} as of {@code open} if nothing was restored, or all had
   * been told the same. Subtasks need not be at the same watermark at a barrier, and what is
   * restored goes on from the smallest.
   */
  default long storedWatermark() {
    return watermark();
  }

  /**
   * The watermark that the subtask which owned a key had been told when its state was stored: what
   * is over by it has been done for that key, and must not be done again. Costs a hash of the key;
   * ask only while {@link #storedWatermark()} is above {@link #watermark()}.
   */
  default long storedWatermark(Object key) {
    return watermark();
  }

  /**
   * Asks for {@link OperatorLifecycle#onProcessingTime} when the wall clock has reached {@code
   * wallMs}.
   */
  void wakeAt(long wallMs);

  /** The output of that name; what nobody reads is counted and let go. */
  <X> Output<X> side(SideOutput<X> side);

  /** False if nobody reads that output, so that what would go there need not be made. */
  default boolean sideRead(SideOutput<?> side) {
    return true;
  }

  /** The name of a split, for people. */
  String splitName(int split);

  /**
   * The number a split of that name has in this run; numbers are not the same from run to run, so
   * what is stored names splits. A name that is not known gets a number.
   */
  default int splitNumber(String name) {
    throw new MillraceException(
        ApiError.STATE_INVALID,
        "operator '"
            + operatorId()
            + "' was restored with events of split '"
            + name
            + "', but whatever runs it does not number splits by name. Implement splitNumber.");
  }

  /**
   * True if the job takes checkpoints: all that an operator keeps needs a codec. An operator that
   * finds none says so in {@code open}, before an event flows.
   */
  default boolean durable() {
    return false;
  }
}
