package io.millrace.api.operator;

import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.time.Instant;

/**
 * A named timer of a key that fires.
 *
 * @param name the name it was set under
 * @param domain by which clock
 * @param timeMs the time it was set for, milliseconds
 */
public record TimerEvent(String name, TimeDomain domain, long timeMs) {
  /** The time it was set for. */
  public Instant time() {
    return EventTimes.instant(timeMs);
  }
}
