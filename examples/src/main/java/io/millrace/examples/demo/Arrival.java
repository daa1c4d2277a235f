package io.millrace.examples.demo;

import java.time.Instant;

/**
 * A flight has arrived.
 *
 * @param arrivalTime when, by Houston's clock, taken as UTC
 * @param flight names the flight on its day
 * @param arrivalDelayMin minutes behind the timetable, negative if early
 */
record Arrival(Instant arrivalTime, String flight, int arrivalDelayMin) {
  Arrival later(long byMs) {
    return new Arrival(arrivalTime.plusMillis(byMs), flight, arrivalDelayMin);
  }
}
