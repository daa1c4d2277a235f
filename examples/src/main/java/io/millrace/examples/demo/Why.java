package io.millrace.examples.demo;

import io.millrace.api.report.JobReport;
import io.millrace.api.report.SplitReport;
import io.millrace.api.report.TextTable;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Why things came out as they did: what was late and by how much, what a watermark waits for. */
final class Why {
  private static final int EXAMPLES = 3;
  private static final long[] BOUNDS_S = {15, 20, 25};

  private final WebTraffic web;
  private final Flights flights;

  Why(WebTraffic web, Flights flights) {
    this.web = web;
    this.flights = flights;
  }

  String text(JobReport report) {
    return "WHY\n\n" + lateBy() + "\n" + examples() + "\n" + missing() + "\n" + watermarks(report);
  }

  /** For each split how many requests of a round were late, and by how much. */
  private String lateBy() {
    long[][] counts = new long[WebTraffic.SPLITS][BOUNDS_S.length + 1];
    for (Late<?> late : web.answers().kept(WebTraffic.LATE, Late.class)) {
      int bucket = 0;
      while (bucket < BOUNDS_S.length && late.lateBy().toSeconds() >= BOUNDS_S[bucket]) {
        bucket++;
      }
      counts[WebTraffic.number(late.split())][bucket]++;
    }
    String[] headings = new String[BOUNDS_S.length + 3];
    headings[0] = "too late, by split";
    headings[headings.length - 1] = "all";
    for (int b = 0; b <= BOUNDS_S.length; b++) {
      long from = b == 0 ? WebTraffic.CORRECTED_FOR.toSeconds() : BOUNDS_S[b - 1];
      headings[b + 1] = b == BOUNDS_S.length ? "more" : from + " to " + BOUNDS_S[b] + " s";
    }
    TextTable table = new TextTable(headings);
    for (int s = 0; s < counts.length; s++) {
      String[] row = new String[headings.length];
      row[0] = "web-log, split " + s;
      long all = 0;
      for (int b = 0; b < counts[s].length; b++) {
        row[b + 1] = TextTable.number(counts[s][b]);
        all += counts[s][b];
      }
      row[row.length - 1] = TextTable.number(all);
      table.row(row);
    }
    return table.toString();
  }

  /** The least, a middling and the most late request of a round. */
  private String examples() {
    List<Late<Hit>> all = late();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < EXAMPLES && !all.isEmpty(); i++) {
      text.append(example(all.get((all.size() - 1) * i / (EXAMPLES - 1))));
    }
    return text.toString();
  }

  private String example(Late<Hit> late) {
    long atMs = late.at().toEpochMilli();
    long sizeMs = WebTraffic.SHORT_WINDOW.toMillis();
    long endMs = EventTimes.intervalStart(atMs, sizeMs, 0) + sizeMs;
    String page = late.value().page();
    return String.format(
        Locale.ROOT,
        """
        Line %,d of the log, %s, is %s behind: event %,d of split %s, its time %s.
          Its split had been read up to %s; with %s of disorder allowed, its watermark had passed %s.
          Its window ended at %s and was kept for corrections until the watermark passed %s.
        """,
        web.line(WebTraffic.number(late.split()), late.offset()),
        page.length() > 40 ? page.substring(0, 37) + "..." : page,
        TextTable.duration(late.lateBy().plusMillis(1)),
        late.offset(),
        late.split(),
        Progress.shortTime(atMs),
        clock(atMs + late.lateBy().plus(WebTraffic.DISORDER).toMillis() + 1),
        TextTable.duration(WebTraffic.DISORDER),
        clock(atMs + late.lateBy().toMillis() + 1),
        clock(endMs),
        clock(endMs + WebTraffic.CORRECTED_FOR.toMillis()));
  }

  private static String clock(long atMs) {
    return Progress.shortTime(atMs).substring(11);
  }

  @SuppressWarnings("unchecked") // Only late hits are kept under that name.
  private List<Late<Hit>> late() {
    return web.answers().kept(WebTraffic.LATE, Late.class).stream()
        .map(late -> (Late<Hit>) late)
        .sorted(
            Comparator.comparing((Late<Hit> late) -> late.lateBy())
                .thenComparing(Late::at)
                .thenComparing(Late::split)
                .thenComparing(Late::offset))
        .toList();
  }

  private String missing() {
    StringBuilder text = new StringBuilder();
    flights.answers().kept(Flights.MISSING, Departure.class).stream()
        .sorted(Comparator.comparing(Departure::departureTime).thenComparing(Departure::flight))
        .limit(EXAMPLES)
        .forEach(
            flight ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%s left %s for %s at %s. None arrived before the watermark passed %s.%n",
                        flight.flight(),
                        flight.origin(),
                        flight.destination(),
                        Progress.shortTime(flight.departureTime().toEpochMilli()).substring(0, 16),
                        Progress.shortTime(
                                flight.departureTime().plus(Flights.LONGEST).toEpochMilli())
                            .substring(0, 16))));
    return text.toString();
  }

  private static String watermarks(JobReport report) {
    TextTable table =
        new TextTable("source", "split", "newest event", "watermark trails by", "why");
    for (SplitReport split : report.splits()) {
      table.row(
          split.source(),
          split.split(),
          Progress.shortTime(split.maxTimeMs()),
          split.watermarkMs() == EventTimes.MAX
              ? "."
              : TextTable.duration(Duration.ofMillis(split.maxTimeMs() - split.watermarkMs())),
          why(split.source()));
    }
    return table
        + "\nThe lag in the engine's report is the distance to the wall clock; it is meant for live data.\n";
  }

  private static String why(String source) {
    return switch (source) {
      case "web-log" -> "30 s of disorder are expected, up to 59 s occur";
      case "temperature" -> "the series steps back by 55 min once";
      default -> "ascending: nothing to wait for";
    };
  }
}
