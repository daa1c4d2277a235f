package io.millrace.core.runtime;

import io.millrace.api.engine.RestartPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Counts the restarts of a job against its policy. One thread at a time. */
final class RestartBudget {
  private final RestartPolicy policy;
  private final Deque<Long> restarts = new ArrayDeque<>();

  RestartBudget(RestartPolicy policy) {
    this.policy = policy;
  }

  /** True if the job may start again after a failure at that moment; counts it. */
  boolean spend(long nowNanos) {
    long windowNanos = nanos(policy.window());
    while (!restarts.isEmpty() && nowNanos - restarts.peek() > windowNanos) {
      restarts.remove();
    }
    if (restarts.size() >= policy.restarts()) {
      return false;
    }
    restarts.add(nowNanos);
    return true;
  }

  /** How long to wait before the restart that was just counted. */
  long delayNanos() {
    int doublings = Math.min(Long.SIZE - 1, Math.max(0, restarts.size() - 1));
    long delay = nanos(policy.delay());
    long longest = nanos(policy.maxDelay());
    return delay > longest >> doublings ? longest : delay << doublings;
  }

  /** Saturates: "always" may be written as {@code ChronoUnit.FOREVER}. */
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }
}
