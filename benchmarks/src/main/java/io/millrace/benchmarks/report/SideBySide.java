package io.millrace.benchmarks.report;

import io.millrace.benchmarks.workloads.Case;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the same workloads on a loop by hand, on Millrace and on other engines, in turns, each
 * in a process of its own, and writes a report with its raw figures and a chart. Prints a line for
 * each workload and engine: workload, engine, parallelism, events a second (median), ratio to the
 * loop by hand, ratio of Millrace to it, checksum.
 *
 * <pre>bin/side-by-side --help</pre>
 */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "The same workloads on several engines; answers are compared first.")
public final class SideBySide implements Callable<Integer> {
  @Option(names = "--workloads", split = ",", description = "which; all unless given")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = "--engines",
      split = ",",
      description = "beside the loop by hand; all unless given")
  private List<String> engines = new ArrayList<>();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "rounds that count: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--warm-ups", defaultValue = "2", description = "before: ${DEFAULT-VALUE}")
  private int warmUps;

  @Option(names = "--parallelism", defaultValue = "1", description = "workers: ${DEFAULT-VALUE}")
  private int parallelism;

  @Option(names = "--events", defaultValue = "0", description = "at most so many in a round")
  private int events;

  @Option(names = "--seconds", defaultValue = "10", description = "at most, for slow engines")
  private double seconds;

  @Option(
      names = "--state-seconds",
      defaultValue = "25",
      description = "at least, with checkpoints")
  private double stateSeconds;

  @Option(names = "--checkpoint-ms", defaultValue = "10000", description = "${DEFAULT-VALUE}")
  private long checkpointMs;

  @Option(names = "--clock", defaultValue = "WALL", description = "${COMPLETION-CANDIDATES}")
  private Measurement.Clock clock = Measurement.Clock.WALL;

  @Option(names = "--no-pin", description = "do not give engines as many cores as workers")
  private boolean notPinned;

  @Option(names = "--heap", defaultValue = "3g", description = "of each process: ${DEFAULT-VALUE}")
  private String heap = "3g";

  @Option(names = "--suffix", defaultValue = "", description = "of the report's name")
  private String suffix = "";

  @Option(names = "--root", hidden = true, required = true)
  private Path root = Path.of(".");

  /** For picocli. */
  public SideBySide() {}

  /** Runs it. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new SideBySide()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    List<EngineKind> kinds = kinds();
    List<Case> cases =
        workloads.isEmpty() ? Case.all() : workloads.stream().map(Case::named).toList();
    Path log = Files.createTempFile("side-by-side", ".log");
    boolean pin = !notPinned && tasksetThere();
    Referee referee =
        new Referee(
            root,
            new Referee.Settings(
                rounds,
                warmUps,
                parallelism,
                events,
                seconds,
                stateSeconds,
                checkpointMs,
                pin,
                heap,
                log));
    double loadBefore = load();
    List<Measurement> all = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (Case what : cases) {
      System.err.printf(Locale.ROOT, "%s …%n", what.name());
      try {
        List<Measurement> some = referee.measure(what, kinds);
        all.addAll(some);
        Lines.of(some, clock).forEach(System.out::println);
      } catch (IllegalStateException e) {
        failures.add(what.name() + ": " + e.getMessage());
        System.err.println(failures.get(failures.size() - 1));
      }
    }
    if (!all.isEmpty()) {
      Setup setup =
          Setup.of(root, kinds, referee, clock, pin, parallelism, checkpointMs, loadBefore, load());
      Path report =
          new ReportWriter(setup, all, failures)
              .write(
                  root.resolve("docs/benchmarks"),
                  LocalDate.now(ZoneOffset.UTC) + "-side-by-side" + suffix);
      System.err.println("report: " + root.relativize(report));
    }
    return failures.isEmpty() ? 0 : 1;
  }

  /** The loop by hand always takes part. */
  private List<EngineKind> kinds() {
    List<EngineKind> kinds = new ArrayList<>();
    for (EngineKind kind : EngineKind.ALL) {
      if (kind.name().equals(EngineKind.HAND)
          || engines.isEmpty()
          || engines.contains(kind.name())) {
        kinds.add(kind);
      }
    }
    engines.forEach(EngineKind::named); // says what is wrong
    return kinds;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static boolean tasksetThere() {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(directory, "taskset"))) {
        return true;
      }
    }
    return false;
  }
}
