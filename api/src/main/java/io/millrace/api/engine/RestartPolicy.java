package io.millrace.api.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;

/**
 * How often a job with checkpoints starts again by itself after a failure: at most {@code restarts}
 * times within any {@code window}, waiting {@code delay} before the first and twice as long before
 * each further one, up to {@code maxDelay}. When the budget is spent the job fails and says so.
 *
 * @param restarts how many, 0 for never
 * @param window the length of time that is looked at
 * @param delay before the first restart
 * @param maxDelay the longest wait
 */
public record RestartPolicy(int restarts, Duration window, Duration delay, Duration maxDelay) {
  /** Refuses what makes no sense. */
  public RestartPolicy {
    if (restarts < 0
        || window.isNegative()
        || delay.isNegative()
        || maxDelay.compareTo(delay) < 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a restart policy needs 0 or more restarts and waits of 0 or more, the longest at least"
              + " the first, was "
              + restarts
              + " within "
              + window
              + ", after "
              + delay
              + " up to "
              + maxDelay
              + ".");
    }
  }

  /** The first failure is the last. */
  public static RestartPolicy never() {
    return new RestartPolicy(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /** At most that often within that time, first after 100 ms, then up to 10 s. */
  public static RestartPolicy atMost(int restarts, Duration window) {
    return new RestartPolicy(restarts, window, Duration.ofMillis(100), Duration.ofSeconds(10));
  }
}
