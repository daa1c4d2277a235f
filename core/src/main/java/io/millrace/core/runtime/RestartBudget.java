package io.millrace.core.runtime;

import io.millrace.api.engine.RestartPolicy;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the restarts of a job against its policy. One thread at a time. */
final class RestartBudget {
  private final RestartPolicy policy;
  private final Deque<Long> restarts = new ArrayDeque<>();

  RestartBudget(RestartPolicy policy) {
    this.policy = policy;
  }

  /** True if the job may start again after a failure at that moment; counts it. */
  boolean spend(long nowNanos) {
    long windowNanos = policy.window().toNanos();
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
    int doublings = Math.min(20, Math.max(0, restarts.size() - 1));
    long delay = policy.delay().toNanos();
    long longest = policy.maxDelay().toNanos();
    return delay > longest >> doublings ? longest : delay << doublings;
  }
}
