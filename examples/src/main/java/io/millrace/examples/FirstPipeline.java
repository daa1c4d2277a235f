package io.millrace.examples;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.List;

/** Each sensor's average in each minute, and what came too late for that. */
class FirstPipeline {
  record Reading(String sensor, double celsius, long atMs) {}

  public static void main(String[] args) {
    List<Reading> readings =
        List.of(
            new Reading("fan", 21.0, 5_000),
            new Reading("pump", 80.0, 62_000),
            new Reading("fan", 24.0, 50_000), // behind the one before, but in time
            new Reading("pump", 90.0, 119_000),
            new Reading("fan", 70.0, 10_000)); // its minute is over
    Pipeline pipeline = Pipeline.create("machine-room");
    var averages =
        pipeline
            .from("readings", Sources.of(Reading.class, readings))
            .eventTimeMillis(Reading::atMs, Watermarks.bounded(Duration.ofSeconds(20)))
            .keyBy(Reading::sensor)
            .window(Windows.tumbling(Duration.ofMinutes(1)))
            .aggregate("average", Aggregates.avg(Reading::celsius));
    averages
        .map(r -> "%s  %-4s  %.1f".formatted(r.start(), r.key(), r.value()))
        .to("averages", Sinks.print());
    averages
        .late()
        .map(l -> "%s  %-4s  late".formatted(l.at(), l.value().sensor()))
        .to("late", Sinks.print());
    Engine.local().run(pipeline);
  }
}
