package io.millrace.api.stream;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;

/**
 * Two keyed streams to be joined, before it is said which pairs. Immutable.
 *
 * @param <K> the key
 * @param <L> the events of the left side
 * @param <R> the events of the right side
 */
public final class Join<K, L, R> {
  private final PlanRecorder recorder;
  private final String id;
  private final PlanRecorder.Edge left;
  private final PlanRecorder.Edge right;

  Join(PlanRecorder recorder, String id, PlanRecorder.Edge left, PlanRecorder.Edge right) {
    this.recorder = recorder;
    this.id = id;
    this.left = left;
    this.right = right;
  }

  /**
   * Pairs with {@code lower <= right's time - left's time <= upper}. A negative bound lets the
   * right side come first.
   */
  public IntervalJoin<K, L, R> within(Duration lower, Duration upper) {
    if (lower.compareTo(upper) > 0) {
      throw new MillraceException(
          ApiError.JOIN_INVALID,
          "join '"
              + id
              + "': the lower bound "
              + lower
              + " is above the upper bound "
              + upper
              + ". Swap them.");
    }
    return new IntervalJoin<>(
        recorder, id, left, right, EventTimes.millis(lower), EventTimes.millis(upper));
  }

  /** Pairs that fall into the same window. */
  public WindowedJoin<K, L, R> window(WindowAssigner<Object> assigner) {
    return new WindowedJoin<>(recorder, id, left, right, assigner);
  }
}
