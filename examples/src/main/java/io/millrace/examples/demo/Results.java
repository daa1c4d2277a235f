package io.millrace.examples.demo;

import io.millrace.api.report.JobReport;
import io.millrace.api.report.TextTable;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What the three flows found out, as tables. */
final class Results {
  private final WebTraffic web;
  private final Flights flights;
  private final Machine machine;

  Results(WebTraffic web, Flights flights, Machine machine) {
    this.web = web;
    this.flights = flights;
    this.machine = machine;
  }

  /** True if every round of each flow gave the same answers. */
  boolean roundsAgree() {
    return agree(web.answers(), web.rounds())
        && agree(flights.answers(), flights.rounds())
        && agree(machine.answers(), machine.rounds());
  }

  private static boolean agree(Answers answers, Rounds rounds) {
    return answers.roundsLikeTheFirst(rounds.started()) == rounds.started();
  }

  String text(JobReport report) {
    long events = report.eventsRead();
    String speed =
        String.format(
            Locale.ROOT,
            """
            %,d events in %s, %,d a second: the log %s, the flights %s, the temperatures %s.
            %s
            """,
            events,
            TextTable.duration(Duration.ofMillis(report.elapsedMs())),
            events * 1000 / Math.max(1, report.elapsedMs()),
            times(web.rounds()),
            times(flights.rounds()),
            times(machine.rounds()),
            roundsAgree()
                ? "Every round gave the same answers; these are those of the first."
                : "ROUNDS DIFFER, which must not be; these are the answers of the first.");
    return "\n" + speed + "\n" + webText() + "\n" + flightsText() + "\n" + machineText();
  }

  private static String times(Rounds rounds) {
    return rounds.started() == 1 ? "once" : rounds.started() + " times";
  }

  private String webText() {
    Answers answers = web.answers();
    StringBuilder text = new StringBuilder("WEB LOG: windows, sessions, state with timers\n\n");
    TextTable counts = new TextTable("what", "how", "result");
    counts.row(
        "requests by status, 10 s",
        "tumbling, corrected for 10 s",
        String.format(
            Locale.ROOT,
            "%,d windows; %,d requests came too late for theirs",
            answers.kept(WebTraffic.SHORT, WindowResult.class).stream()
                .map(r -> List.of(r.key(), r.window()))
                .distinct()
                .count(),
            answers.first(WebTraffic.LATE)));
    counts.row("busiest 6 hours", "sliding by 1 hour", busiest());
    counts.row("visits", "sessions, 2 hours without a request", visits());
    counts.row("errors in bursts", "state and a timer per client", bursts());
    text.append(counts).append('\n');
    TextTable pages = new TextTable("day", "most read pages (two windows, one after the other)");
    for (WindowResult<?, ?> day : sorted(answers.kept(WebTraffic.TOP_PAGES, WindowResult.class))) {
      pages.row(day.start().toString().substring(0, 10), pages(day));
    }
    return text.append(pages).toString();
  }

  private static List<WindowResult<?, ?>> sorted(
      @SuppressWarnings("rawtypes") List<WindowResult> windows) {
    return windows.stream()
        .<WindowResult<?, ?>>map(window -> window)
        .sorted(Comparator.comparing(WindowResult::start))
        .toList();
  }

  private static String pages(WindowResult<?, ?> day) {
    StringBuilder text = new StringBuilder();
    for (Object entry : (List<?>) day.value()) {
      WindowResult<?, ?> page = (WindowResult<?, ?>) entry;
      text.append(text.isEmpty() ? "" : "   ").append(page.value()).append(' ').append(page.key());
    }
    return text.toString();
  }

  /** The results of all kinds of answers in the same window make up its traffic. */
  private String busiest() {
    TreeMap<TimeWindow, WebTraffic.Traffic> windows = new TreeMap<>();
    for (WindowResult<?, ?> r : web.answers().kept(WebTraffic.BUSIEST, WindowResult.class)) {
      windows.merge(
          (TimeWindow) r.window(),
          (WebTraffic.Traffic) r.value(),
          (a, b) -> new WebTraffic.Traffic(a.requests() + b.requests(), a.bytes() + b.bytes()));
    }
    var most =
        windows.entrySet().stream()
            .max(Comparator.comparingLong(entry -> entry.getValue().requests()))
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s to %s: %,d requests, %s",
        Progress.shortTime(most.getKey().startMs()).substring(0, 16),
        Progress.shortTime(most.getKey().endMs()).substring(11, 16),
        most.getValue().requests(),
        TextTable.bytes(most.getValue().bytes()));
  }

  private String visits() {
    WindowResult<?, ?> longest =
        web.answers().kept(WebTraffic.VISITS, WindowResult.class).stream()
            .<WindowResult<?, ?>>map(window -> window)
            .max(
                Comparator.comparingLong(
                        (WindowResult<?, ?> r) -> ((WebTraffic.Traffic) r.value()).requests())
                    .thenComparing(r -> (String) r.key()))
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "%,d; the largest: %s, %s requests in %s",
        web.answers().first(WebTraffic.VISITS),
        longest.key(),
        ((WebTraffic.Traffic) longest.value()).requests(),
        TextTable.duration(Duration.between(longest.start(), longest.end()).minusHours(2)));
  }

  private String bursts() {
    List<Burst> bursts = web.answers().kept(WebTraffic.BURSTS, Burst.class);
    Burst largest =
        bursts.stream()
            .max(Comparator.comparingLong(Burst::size).thenComparing(Burst::key))
            .orElseThrow();
    return String.format(
        Locale.ROOT,
        "%d; the largest: %s, %d in %d s from %s",
        bursts.size(),
        largest.key(),
        largest.size(),
        (largest.lastMs() - largest.firstMs()) / 1000,
        Progress.shortTime(largest.firstMs()));
  }

  private String flightsText() {
    Answers answers = flights.answers();
    long landed = answers.first(Flights.LANDED);
    long missing = answers.first(Flights.MISSING);
    TextTable table = new TextTable("airline", "landed", "average delay");
    answers.kept(Flights.CARRIERS, WindowResult.class).stream()
        .<WindowResult<?, ?>>map(window -> window)
        .sorted(Comparator.comparingDouble(r -> ((Flights.Punctuality) r.value()).delayMin()))
        .forEach(
            r -> {
              Flights.Punctuality airline = (Flights.Punctuality) r.value();
              table.row(
                  (String) r.key(),
                  TextTable.number(airline.flights()),
                  String.format(Locale.ROOT, "%.1f min", airline.delayMin()));
            });
    return String.format(
            Locale.ROOT,
            "FLIGHTS: %,d departures left-joined with arrivals within 24 hours: %,d landed, %d never did%n%n",
            landed + missing,
            landed,
            missing)
        + table;
  }

  private String machineText() {
    List<Burst> alarms = machine.answers().kept(Machine.ALARMS, Burst.class);
    TextTable table = new TextTable("alarm: cold from", "to", "readings", "what people marked");
    for (Burst alarm : alarms) {
      TimeWindow marked =
          machine.troubles().stream()
              .filter(trouble -> Machine.during(trouble, alarm))
              .findFirst()
              .orElse(null);
      table.row(
          Progress.shortTime(alarm.firstMs()),
          Progress.shortTime(alarm.lastMs()),
          TextTable.number(alarm.size()),
          marked == null
              ? "nothing: a false alarm"
              : "trouble from " + Progress.shortTime(marked.startMs()));
    }
    long found =
        machine.troubles().stream()
            .filter(trouble -> alarms.stream().anyMatch(a -> Machine.during(trouble, a)))
            .count();
    return String.format(
            Locale.ROOT,
            "MACHINE: %d of %d labelled troubles found by a simple rule"
                + " (%d readings below %.0f, none 12 hours apart)%n%n",
            found,
            machine.troubles().size(),
            Machine.LEAST_READINGS,
            Machine.COLD)
        + table;
  }
}
