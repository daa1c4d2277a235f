package io.millrace.examples.demo;

import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.window.TimeWindow;
import io.millrace.connector.files.FileSource;
import io.millrace.connector.files.Files;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of the demo's files, read once. Reading them is a pipeline, too.
 *
 * @param hits the lines of the access log
 * @param departures flights that left
 * @param arrivals flights that arrived
 * @param readings a machine's temperatures
 * @param troubles when people say the machine was in trouble
 */
record DemoData(
    List<Hit> hits,
    List<Departure> departures,
    List<Arrival> arrivals,
    List<Reading> readings,
    List<TimeWindow> troubles) {
  private static final String MACHINE = "machine_temperature_system_failure.csv";
  private static final Pattern WINDOW =
      Pattern.compile("\\[\\s*\"([-0-9]+ [:0-9]+)[.0-9]*\",\\s*\"([-0-9]+ [:0-9]+)[.0-9]*\"\\s*]");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** Reads the files below a folder that is laid out as {@code examples/data} is. */
  static DemoData read(Path folder) {
    Path log = folder.resolve("web-access").resolve("apache_access.log");
    Path flights = folder.resolve("flights");
    Path nab = folder.resolve("nab");
    String toTheMinute = "yyyy-MM-dd HH:mm";
    return new DemoData(
        records("log", Files.lines(log, Hit::parse, Hit.class)),
        records(
            "departures",
            Files.csv(flights.resolve("departures_2011-01-01_to_21.csv"), Departure.class)
                .timestamps(toTheMinute, ZoneOffset.UTC)),
        records(
            "arrivals",
            Files.csv(flights.resolve("arrivals_2011-01-01_to_21.csv"), Arrival.class)
                .timestamps(toTheMinute, ZoneOffset.UTC)),
        records(
            "readings",
            Files.csv(nab.resolve(MACHINE), Reading.class)
                .timestamps("yyyy-MM-dd HH:mm:ss", ZoneOffset.UTC)),
        troubles(nab.resolve("labels.json")));
  }

  private static <T> List<T> records(String name, FileSource<T> files) {
    CollectSink<T> all = Sinks.collect();
    Pipeline pipeline = Pipeline.create("read-" + name);
    pipeline.from(name, files).to("all", all);
    Engine.local().run(pipeline);
    return all.values();
  }

  /** The labels are the only JSON here, and not worth a parser: pairs of times after two names. */
  private static List<TimeWindow> troubles(Path labels) {
    String json;
    try {
      json = java.nio.file.Files.readString(labels);
    } catch (IOException e) {
      throw new UncheckedIOException("the labels cannot be read: " + labels, e);
    }
    int machine = json.indexOf("\"" + MACHINE + "\"");
    Matcher pairs = WINDOW.matcher(json);
    pairs.region(json.indexOf("\"windows\"", machine), json.indexOf('}', machine));
    List<TimeWindow> windows = new ArrayList<>();
    while (pairs.find()) {
      windows.add(new TimeWindow(timeMs(pairs.group(1)), timeMs(pairs.group(2))));
    }
    return windows;
  }

  private static long timeMs(String text) {
    return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
