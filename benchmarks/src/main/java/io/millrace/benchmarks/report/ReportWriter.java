package io.millrace.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the report, its chart and its raw figures. */
final class ReportWriter {
  private final Setup setup;
  private final List<Measurement> all;
  private final List<String> failures;

  ReportWriter(Setup setup, List<Measurement> all, List<String> failures) {
    this.setup = setup;
    this.all = all;
    this.failures = failures;
  }

  /** What the raw figures are written as. */
  private record Raw(Setup setup, List<Measurement> measurements, List<String> failures) {}

  /** Gives the report's file; chart and raw figures lie beside it under the same name. */
  Path write(Path directory, String name) throws IOException {
    Files.createDirectories(directory);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(directory.resolve(name + ".json").toFile(), new Raw(setup, all, failures));
    Chart.write(byWorkload(), setup.clock(), directory.resolve(name + ".png"));
    Path report = directory.resolve(name + ".md");
    Files.writeString(report, text(name));
    return report;
  }

  private Map<String, List<Measurement>> byWorkload() {
    Map<String, List<Measurement>> workloads = new LinkedHashMap<>();
    for (Measurement m : all) {
      workloads.computeIfAbsent(m.workload(), w -> new ArrayList<>()).add(m);
    }
    return workloads;
  }

  private String text(String name) {
    StringBuilder text = new StringBuilder();
    text.append("# Side by side, ").append(name, 0, 10).append("\n\n");
    text.append("Written by `bin/side-by-side`; raw figures in [").append(name).append(".json](");
    text.append(name).append(".json).\n\n");
    setUp(text);
    text.append("\n![Events a second](").append(name).append(".png)\n\n");
    table(text);
    if (!failures.isEmpty()) {
      text.append("\n## No figures\n\n");
      failures.forEach(failure -> text.append("- ").append(failure).append('\n'));
    }
    text.append(HOW);
    return text.toString();
  }

  private void setUp(StringBuilder text) {
    line(text, "Machine", setup.machine());
    line(
        text,
        "Load average",
        String.format(
            Locale.ROOT, "%.1f before, %.1f after", setup.loadBefore(), setup.loadAfter()));
    line(text, "Java", setup.jdk());
    line(text, "Revision", setup.revision());
    line(
        text,
        "Workers",
        setup.parallelism()
            + (setup.pinned() ? ", and as many cores for all threads of an engine" : ""));
    line(
        text,
        "Figures by",
        setup.clock() == Measurement.Clock.WALL ? "the wall clock" : "CPU time");
    setup
        .versions()
        .forEach(
            (engine, version) ->
                line(
                    text,
                    engine,
                    version
                        + "; `"
                        + String.join(" ", setup.flags().getOrDefault(engine, List.of()))
                        + "`"));
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("- ").append(what).append(": ").append(value).append('\n');
  }

  private void table(StringBuilder text) {
    text.append("| workload | engine | events/s, median (min to max) | to the loop by hand |");
    text.append(
        " Millrace is faster by | events a round | notes |\n|---|---|---|---|---|---|---|\n");
    byWorkload().values().forEach(workload -> rows(text, workload));
  }

  private void rows(StringBuilder text, List<Measurement> workload) {
    double hand = Lines.rate(workload, EngineKind.HAND, setup.clock());
    double millrace = Lines.rate(workload, EngineKind.MILLRACE, setup.clock());
    for (Measurement m : workload) {
      text.append("| ").append(m.workload()).append(" | ").append(m.engine()).append(" | ");
      if (!m.there()) {
        text.append("– | | | | ").append(m.missing()).append(" |\n");
        continue;
      }
      double rate = m.median(setup.clock());
      text.append(
          String.format(
              Locale.ROOT,
              "%s (%s to %s) | %s | %s | %,d | %s |%n",
              millions(rate),
              millions(m.least(setup.clock())),
              millions(m.most(setup.clock())),
              Lines.ratio(rate, hand),
              m.engine().equals(EngineKind.MILLRACE) ? "" : Lines.ratio(millrace, rate),
              m.events(),
              notes(m)));
    }
  }

  private static String notes(Measurement m) {
    return switch (m.reads()) {
          case "IN_TIME" -> "without late events, same results ";
          case "IN_TIME_ONLY" -> "without late events, compared over the same ";
          default -> "";
        }
        + m.notes();
  }

  private static String millions(double rate) {
    double millions = rate / 1e6;
    return String.format(Locale.ROOT, millions < 1 ? "%.4f M" : "%.2f M", millions);
  }

  private static final String HOW =
      """

      ## How it is measured

      Each engine runs in a process of its own and they take turns: in each round every engine runs once. A round is a
      whole job over events that were made before; its clock runs from the first event handed over by a source to the
      moment the last sink is done, without the start and the end of the job. Warm-ups come before; the figures are
      medians over the rounds, with the slowest and the fastest.

      Every round's results must have the checksum that the loop by hand computes over the same events; otherwise the
      workload has no figures. Slow engines get the beginning of the same stream, as many events as fit into a
      round's time.

      Events come up to a second out of order, one in a hundred one to three seconds late, behind the watermark. Where an
      engine judges lateness by the slowest of several inputs, or by the session an event falls into, its results would
      depend on chance or differ; it gets the stream without the late events, and the same results are expected. Jet
      drops an event that is late for the first of its sliding windows from all of them; it is compared over the stream
      without those. With two workers nobody gets late events. Watermarks follow the events in all engines, not the wall
      clock: in Flink through a generator that passes them on at the ends of windows.

      The loop by hand is one thread with primitive maps on the same event objects, without an engine, without checkpoints;
      its figure with two workers is that of one thread.
      """;
}
