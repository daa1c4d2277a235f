package io.millrace.windowing;

import io.millrace.api.time.TimeDomain;
import java.time.Duration;

/** Words for people: how durations and shapes are written in plans. */
final class Texts {
  private Texts() {}

  /** A duration such as {@code PT1M30S}. */
  static String duration(long ms) {
    return Duration.ofMillis(ms).toString();
  }

  /** A shape with what differs from the default. */
  static String shape(String shape, long offsetMs, TimeDomain domain) {
    String offset = offsetMs == 0 ? "" : ", offset " + duration(offsetMs);
    return shape + offset + (domain == TimeDomain.EVENT ? "" : ", processing time");
  }
}
