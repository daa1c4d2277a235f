package io.millrace.examples.demo;

import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.report.JobReport;
import io.millrace.api.stream.Pipeline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** One run of the demo: reads the data, starts the job, shows how it goes, prints what came out. */
public final class DemoRun {
  /**
   * What a run may be told.
   *
   * @param data the folder laid out as {@code examples/data} is
   * @param seconds how long to replay, if {@code rounds} is 0
   * @param rounds how often to replay, or 0 to go by time
   * @param parallelism how many workers
   * @param redraw the output is a terminal on which lines can be overwritten
   */
  public record Settings(Path data, int seconds, long rounds, int parallelism, boolean redraw) {}

  private static final long REDRAW_MS = 200;
  private static final long PRINT_MS = 1000;

  private final Settings settings;
  private final PrintStream out;

  /** A run that prints to {@code out}. */
  public DemoRun(Settings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Runs to the end.
   *
   * @return true if every round gave the same answers, as it must
   */
  public boolean run() throws InterruptedException {
    DemoData data = DemoData.read(settings.data());
    WebTraffic web = new WebTraffic(data.hits(), rounds());
    Flights flights = new Flights(data, rounds());
    Machine machine = new Machine(data, rounds());
    Pipeline pipeline = Pipeline.create("demo");
    web.addTo(pipeline);
    flights.addTo(pipeline);
    machine.addTo(pipeline);

    out.println(introduction(data));
    JobReport report;
    try (Job job = Engine.local().parallelism(settings.parallelism()).start(pipeline)) {
      watch(job, List.of(web.rounds(), flights.rounds(), machine.rounds()));
      report = job.join();
    }
    Results results = new Results(web, flights, machine);
    out.println(results.text(report));
    out.println(report.text());
    out.println(new Why(web, flights).text(report));
    return results.roundsAgree();
  }

  private Rounds rounds() {
    return new Rounds(settings.rounds() > 0 ? settings.rounds() : Long.MAX_VALUE);
  }

  private String introduction(DemoData data) {
    long events =
        data.hits().size()
            + data.departures().size()
            + data.arrivals().size()
            + (long) data.readings().size();
    String until =
        settings.rounds() > 0
            ? settings.rounds() + (settings.rounds() == 1 ? " round." : " rounds.")
            : "as many rounds as fit into " + settings.seconds() + " seconds.";
    return """
        Millrace, on real data: %,d lines of a web server's log, read as 3 splits and out of order; %,d
        departures to be joined with %,d arrivals; %,d temperatures of a machine. The files are small, so
        they are replayed from memory as fast as the engine reads them: a round is %,d events, each
        round later by whole days than the one before. %d %s, %s
        """
        .formatted(
            data.hits().size(),
            data.departures().size(),
            data.arrivals().size(),
            data.readings().size(),
            events,
            settings.parallelism(),
            settings.parallelism() == 1 ? "worker" : "workers",
            until);
  }

  private void watch(Job job, List<Rounds> flows) throws InterruptedException {
    Progress progress = new Progress(out, settings.redraw());
    long everyMs = settings.redraw() ? REDRAW_MS : PRINT_MS;
    long started = System.nanoTime();
    while (!job.status().over()) {
      Thread.sleep(everyMs);
      if (job.status().over()) {
        return;
      }
      long elapsedMs = (System.nanoTime() - started) / 1_000_000;
      progress.show(job.report(), elapsedMs);
      if (settings.rounds() == 0 && elapsedMs >= settings.seconds() * 1000L) {
        flows.forEach(Rounds::finish);
        return;
      }
    }
  }
}
