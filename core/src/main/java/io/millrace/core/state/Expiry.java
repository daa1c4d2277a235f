package io.millrace.core.state;

import io.millrace.api.environment.TimeSource;
import io.millrace.api.state.StateTtl;
import io.millrace.api.time.EventTimes;

/** The rules of one time to live, against the wall clock. */
final class Expiry {
  private final StateTtl ttl;
  private final TimeSource time;

  Expiry(StateTtl ttl, TimeSource time) {
    this.ttl = ttl;
    this.time = time;
  }

  long now() {
    return time.wallMillis();
  }

  /** State is expired from the very millisecond its time is over. */
  boolean expired(long touchedMs, long nowMs) {
    return EventTimes.plus(touchedMs, ttl.millis()) <= nowMs;
  }

  boolean touchedByRead() {
    return ttl.touch() == StateTtl.Touch.READ_AND_WRITE;
  }

  boolean shownExpired() {
    return ttl.visibility() == StateTtl.Visibility.EXPIRED_UNTIL_CLEANED;
  }

  long millis() {
    return ttl.millis();
  }
}
