package io.millrace.joins;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import java.time.Duration;
import java.util.List;

/**
 * Which times a partner may have: from {@code timeMs + lowMs} to {@code timeMs + highMs}, both
 * inclusive, in milliseconds. A bound at an end of the range means that there is none.
 *
 * @param lowMs the least a partner may be later (negative: the most it may be earlier)
 * @param highMs the most a partner may be later
 */
record IntervalBounds(long lowMs, long highMs) {
  /** Reads a bound that is as good as none as none, so that {@link #mirrored} loses nothing. */
  IntervalBounds {
    lowMs = lowMs == EventTimes.MIN + 1 ? EventTimes.MIN : lowMs;
  }

  /**
   * The bounds of a join, as seen from the left side: whole milliseconds make every bound
   * inclusive.
   */
  static IntervalBounds of(String id, Step.IntervalJoin join) {
    long low = join.lowerMs();
    if (!join.lowerInclusive() && low != EventTimes.MIN) {
      low = EventTimes.plus(low, 1);
    }
    long high = join.upperMs();
    if (!join.upperInclusive() && high != EventTimes.MAX) {
      high = EventTimes.minus(high, 1);
    }
    // Exclusive bounds may leave nothing in between: such a join is legal and gives no pair.
    if (join.lowerMs() > join.upperMs()) {
      throw new MillraceException(
          ApiError.JOIN_INVALID,
          "the interval of join '"
              + id
              + "' is empty: from "
              + join.lowerMs()
              + " ms ("
              + (join.lowerInclusive() ? "inclusive" : "exclusive")
              + ") to "
              + join.upperMs()
              + " ms ("
              + (join.upperInclusive() ? "inclusive" : "exclusive")
              + "). The lower bound must lie before the upper one.");
    }
    return new IntervalBounds(low, high);
  }

  /** What decides how long an event is kept. */
  List<CodecSchema.Field> parts() {
    return List.of(part("from", lowMs), part("to", highMs));
  }

  private static CodecSchema.Field part(String name, long ms) {
    boolean none = ms == EventTimes.MIN || ms == EventTimes.MAX;
    String text = none ? "unbounded" : Duration.ofMillis(ms).toString();
    return CodecSchema.part(name, CodecSchema.leaf(text, 1));
  }

  /** The same as seen from the other side. */
  IntervalBounds mirrored() {
    return new IntervalBounds(EventTimes.minus(0, highMs), EventTimes.minus(0, lowMs));
  }

  /** The earliest time of a partner. */
  long from(long timeMs) {
    return lowMs == EventTimes.MIN ? EventTimes.MIN : EventTimes.plus(timeMs, lowMs);
  }

  /** The latest time of a partner. */
  long to(long timeMs) {
    return highMs == EventTimes.MAX ? EventTimes.MAX : EventTimes.plus(timeMs, highMs);
  }
}
