package io.millrace.core.operator;

import org.jspecify.annotations.Nullable;

/**
 * An event on its way through an {@link AsyncOperator}, from its arrival to its result. Touched by
 * the task's thread only.
 */
final class AsyncEvent<T, R> {
  final T value;
  final long timeMs;
  final int split;
  final long offset;
  final long watermarkMs;

  /** The place among the watermarks that it must not leave; set by {@link AsyncOrder}. */
  AsyncOrder.@Nullable Segment<T, R> segment;

  /** Its neighbours among the events of its segment, in order of arrival. */
  @Nullable AsyncEvent<T, R> before;

  @Nullable AsyncEvent<T, R> after;

  /** How often it was tried. */
  int attempts;

  /** How many of these attempts have failed; the rest is one under way, or one that has not. */
  int failures;

  /** When it is tried again, monotonic nanoseconds. */
  long retryAtNanos;

  /** It has met its fate and waits to be emitted. */
  boolean done;

  /** What to emit; null if nothing is. */
  @Nullable R result;

  AsyncEvent(T value, long timeMs, int split, long offset, long watermarkMs) {
    this.value = value;
    this.timeMs = timeMs;
    this.split = split;
    this.offset = offset;
    this.watermarkMs = watermarkMs;
  }

  /** It failed for good: it only waits for those before it, to be counted. */
  boolean gone() {
    return done && result == null;
  }
}
