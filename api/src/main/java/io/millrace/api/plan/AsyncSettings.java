package io.millrace.api.plan;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.time.Duration;

/**
 * How calls to the outside are made.
 *
 * @param ordered results come in the order of the events
 * @param capacity the most calls under way at once in a subtask
 * @param timeoutMs how long one attempt may take, milliseconds of the monotonic clock
 * @param retries how often a failed or timed-out call is made again
 * @param retryAfterMs how long to wait before that
 * @param onError what happens to an event whose last attempt failed
 */
public record AsyncSettings(
    boolean ordered,
    int capacity,
    long timeoutMs,
    int retries,
    long retryAfterMs,
    ErrorPolicy onError) {

  /** Refuses settings that make no sense. */
  public AsyncSettings {
    if (capacity < 1 || timeoutMs <= 0 || retries < 0 || retryAfterMs < 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "async settings must have a capacity of 1 or more, a time-out above 0 ms, and retries and"
              + " their delay of 0 or more; were capacity "
              + capacity
              + ", time-out "
              + timeoutMs
              + " ms, retries "
              + retries
              + ", delay "
              + retryAfterMs
              + " ms.");
    }
  }

  /** Settings under which the job fails when an event's last attempt failed. */
  public AsyncSettings(
      boolean ordered, int capacity, long timeoutMs, int retries, long retryAfterMs) {
    this(ordered, capacity, timeoutMs, retries, retryAfterMs, ErrorPolicy.fail());
  }

  /** The same with that time-out for each attempt. */
  public AsyncSettings timeout(Duration timeout) {
    return new AsyncSettings(
        ordered, capacity, EventTimes.millis(timeout), retries, retryAfterMs, onError);
  }

  /** The same with up to {@code times} further attempts, {@code after} each failure. */
  public AsyncSettings retry(int times, Duration after) {
    return new AsyncSettings(
        ordered, capacity, timeoutMs, times, EventTimes.millis(after), onError);
  }

  /** The same with that fate for events whose last attempt failed. */
  public AsyncSettings onError(ErrorPolicy policy) {
    return new AsyncSettings(ordered, capacity, timeoutMs, retries, retryAfterMs, policy);
  }
}
