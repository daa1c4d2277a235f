package io.millrace.examples.demo;

import java.time.Instant;

/**
 * A machine's temperature.
 *
 * @param timestamp when it was read
 * @param value degrees; the data does not say on which scale
 */
record Reading(Instant timestamp, double value) {
  Reading later(long byMs) {
    return new Reading(timestamp.plusMillis(byMs), value);
  }
}
