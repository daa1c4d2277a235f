package io.millrace.examples.demo;

import java.time.Instant;

/**
 * A flight has left.
 *
 * @param departureTime when, by Houston's clock, taken as UTC
 * @param flight names the flight on its day
 * @param carrier the airline's code
 * @param origin the airport it left
 * @param destination the airport it left for
 */
record Departure(
    Instant departureTime, String flight, String carrier, String origin, String destination) {
  Departure later(long byMs) {
    return new Departure(departureTime.plusMillis(byMs), flight, carrier, origin, destination);
  }
}
