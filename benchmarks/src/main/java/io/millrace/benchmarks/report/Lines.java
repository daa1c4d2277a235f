package io.millrace.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line for each workload and engine, columns apart by tabs. Stateless. */
final class Lines {
  private Lines() {}

  /** The lines of one workload. */
  static List<String> of(List<Measurement> workload, Measurement.Clock clock) {
    double hand = rate(workload, EngineKind.HAND, clock);
    double millrace = rate(workload, EngineKind.MILLRACE, clock);
    List<String> lines = new ArrayList<>();
    for (Measurement m : workload) {
      if (!m.there()) {
        lines.add(
            String.join(
                "\t",
                m.workload(),
                m.engine(),
                Integer.toString(m.parallelism()),
                "-",
                "-",
                "-",
                "cannot: " + m.missing()));
        continue;
      }
      double rate = m.median(clock);
      lines.add(
          String.join(
              "\t",
              m.workload(),
              m.engine(),
              Integer.toString(m.parallelism()),
              String.format(Locale.ROOT, "%.0f", rate),
              ratio(rate, hand),
              ratio(millrace, rate),
              m.checksum()));
    }
    return lines;
  }

  /** The median rate of an engine; 0 if it did not take part. */
  static double rate(List<Measurement> workload, String engine, Measurement.Clock clock) {
    return workload.stream()
        .filter(m -> m.engine().equals(engine) && m.there())
        .mapToDouble(m -> m.median(clock))
        .findFirst()
        .orElse(0);
  }

  /** How often the other fits in. */
  static String ratio(double one, double other) {
    if (one == 0 || other == 0) {
      return "-";
    }
    double ratio = one / other;
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%.0f", ratio);
  }
}
