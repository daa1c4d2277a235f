package io.millrace.examples;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A plugin in one file: windows that are calendar days of a time zone, 23 or 25 hours included. */
public final class CustomWindowAssigner {
  private CustomWindowAssigner() {}

  /** Assigns each event to the day it falls on in a zone. */
  public record CalendarDays(ZoneId zone) implements WindowAssigner<Object> {
    @Override
    public List<TimeWindow> assign(Object value, long timeMs) {
      ZonedDateTime midnight = EventTimes.instant(timeMs).atZone(zone).truncatedTo(ChronoUnit.DAYS);
      long startMs = midnight.toInstant().toEpochMilli();
      return List.of(new TimeWindow(startMs, midnight.plusDays(1).toInstant().toEpochMilli()));
    }

    @Override
    public String describe() {
      return "days in " + zone;
    }
  }

  /** A visitor at a door. */
  public record Visit(String door, Instant at) {}

  /** Runs it: the second day is the one on which Berlin's clocks went forward. */
  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create("visitors");
    pipeline
        .from(
            "visits",
            Sources.of(
                Visit.class,
                new Visit("north", Instant.parse("2026-03-28T09:00:00Z")),
                new Visit("north", Instant.parse("2026-03-28T22:59:59Z")),
                new Visit("north", Instant.parse("2026-03-28T23:00:00Z")),
                new Visit("south", Instant.parse("2026-03-29T12:00:00Z")),
                new Visit("north", Instant.parse("2026-03-29T21:59:59Z")),
                new Visit("south", Instant.parse("2026-03-29T22:00:00Z"))))
        .eventTime(Visit::at, Watermarks.bounded(Duration.ZERO))
        .keyBy(Visit::door)
        .window(new CalendarDays(ZoneId.of("Europe/Berlin")))
        .count("per-day")
        .map(
            r ->
                "%s  from %s, %d hours: %d"
                    .formatted(
                        r.key(),
                        r.start(),
                        Duration.between(r.start(), r.end()).toHours(),
                        r.value()))
        .to("print", Sinks.print());
    Engine.local().run(pipeline);
  }
}
