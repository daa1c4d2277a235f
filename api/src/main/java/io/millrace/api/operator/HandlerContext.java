package io.millrace.api.operator;

import io.millrace.api.time.TimeDomain;
import java.time.Instant;

/**
 * What a handler may ask about the event or timer at hand, and its timers. A timer has a name; a
 * key has at most one timer of each name and clock, and setting it again moves it. Valid only
 * during the callback.
 *
 * <p>When all input has ended the watermark passes every event-time timer, so these fire. Timers of
 * processing time that are not due by then never fire, as in Apache Flink: nobody waits for the
 * clock once there is nothing left to read.
 *
 * @param <K> the type of the key
 */
public interface HandlerContext<K> {
  /** The current key. */
  K key();

  /**
   * The event time of the event or timer at hand in milliseconds; {@code EventTimes.MIN} if there
   * is none.
   */
  long timeMs();

  /** The watermark in milliseconds; {@code EventTimes.MIN} for none yet. */
  long watermarkMs();

  /** The wall clock in milliseconds. */
  long wallMs();

  /** Sets the timer of that name and clock, in place of an earlier one of the same name. */
  void timer(String name, TimeDomain domain, long timeMs);

  /** Cancels the timer of that name and clock, if there is one. */
  void cancelTimer(String name, TimeDomain domain);

  /** Sets an event-time timer: fires once the watermark has reached {@code time}. */
  default void timerAt(String name, Instant time) {
    timer(name, TimeDomain.EVENT, io.millrace.api.time.EventTimes.of(time));
  }

  /** Cancels an event-time timer. */
  default void cancelTimer(String name) {
    cancelTimer(name, TimeDomain.EVENT);
  }

  /** The side output of that name. */
  <X> Output<X> side(SideOutput<X> side);
}
