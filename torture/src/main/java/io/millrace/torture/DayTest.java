package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * T8: a day of events, out of order and one in ten late, in four splits of which one falls silent
 * and comes back. The job is killed three times: while it does not wait for the silent split and
 * the others are not yet as far as that, so that one which forgets it waits for ever; when they
 * have passed it; and anywhere. What the job has written, and what it has called late, is compared
 * with an oracle.
 */
final class DayTest implements TortureTest {
  private static final int KILLS = 3;
  private static final int EVENTS_PER_KEY = 5_000;

  @Override
  public String about() {
    return "24 h of event time, 10 % late, a silent split, 3 kills: what is late, exactly";
  }

  /** What all jobs together have shown. */
  private static final class Figures {
    private long events;
    private int kills;
    private long late;
    private long accepted;
    private long difference;
    private long lateDifference;
    private int stuck;
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    Figures figures = new Figures();
    int jobs = settings.backends().size() * settings.parallelisms().length;
    long perSplit = settings.scale(1_000_000, 10_000_000) / jobs / DayPlan.SPLITS;
    int keys = (int) Math.max(1, perSplit * DayPlan.SPLITS / EVENTS_PER_KEY);
    long job = 0;
    for (String backend : settings.backends()) {
      for (int parallelism : settings.parallelisms()) {
        if (parallelism > 2) {
          throw new IllegalArgumentException(
              "with more than 2 workers it depends on timing what is late behind a silent split");
        }
        DayPlan plan = new DayPlan(settings.seed() + job++, perSplit, keys);
        Path dir = settings.work().resolve(backend + "-" + parallelism);
        Files.createDirectories(dir);
        if (live(plan, dir, backend, parallelism, figures)) {
          compare(plan, dir, backend + " x" + parallelism, figures);
        }
      }
    }
    return new Verdict()
        .count("events", figures.events)
        .count("kills", figures.kills)
        .count("late", figures.late)
        .count("accepted", figures.accepted)
        .count("difference", figures.difference)
        .count("lateDifference", figures.lateDifference)
        .require(figures.stuck == 0, "no job waits for a split that is idle")
        .require(figures.kills == jobs * KILLS, "each job was killed 3 times")
        .require(figures.difference == 0, "the results are those of the oracle")
        .require(figures.lateDifference == 0, "what is late is what the oracle says");
  }

  /** All lives of one job; false if it came to no end. */
  private static boolean live(
      DayPlan plan, Path dir, String backend, int parallelism, Figures figures)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(plan.seed());
    for (int life = 0; life <= KILLS; life++) {
      long holdMs = holdMs(life);
      boolean last = life == KILLS;
      Path phase = dir.resolve("phase");
      Files.deleteIfExists(phase);
      PhaseFile watched = PhaseFile.open(phase);
      Arguments arguments =
          Arguments.of()
              .with("seed", plan.seed())
              .with("perSplit", plan.perSplit())
              .with("keys", plan.keys())
              .with("dir", dir)
              .with("phase", phase)
              .with("holdMs", holdMs)
              // So slow that the third life does not come to the end.
              .with("rate", holdMs > 0 || last ? 0 : plan.perSplit() * 2 / 5)
              .with("backend", backend)
              .with("parallelism", parallelism);
      try (Child child = Child.start(DayJob.class, arguments, dir.resolve("log"))) {
        if (holdMs > 0) {
          waitUntilStalled(child, watched);
        } else if (!last) {
          KillTest.waitForItsTime(child, watched, "none", random);
        }
        if (last || !child.alive()) {
          int code = child.await(1_800);
          if (code == 0 && last) {
            return true;
          }
          System.out.printf(
              "  %s x%d: life %d ended with %d, see %s%n",
              backend, parallelism, life, code, dir.resolve("log"));
          figures.stuck++;
          return false;
        }
        child.kill();
        figures.kills++;
      }
    }
    return true;
  }

  /** Where a life stands still until it is killed; 0 for nowhere. */
  private static long holdMs(int life) {
    return switch (life) {
      case 0 -> DayPlan.silentAheadMs();
      case 1 -> DayPlan.silentBehindMs();
      default -> 0;
    };
  }

  private static void waitUntilStalled(Child child, PhaseFile watched) throws InterruptedException {
    while (child.alive() && !watched.stalled()) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  private static void compare(DayPlan plan, Path dir, String where, Figures figures)
      throws IOException {
    DayOracle oracle = new DayOracle(plan);
    Path out = dir.resolve("out");
    List<String> corrected = KillTest.lines(out.resolve(DayJob.SLIDING));
    long repeated = (long) corrected.size() - new HashSet<>(corrected).size();
    for (Oracle.Difference difference :
        List.of(
            compare(DayJob.TUMBLING, oracle.tumbling(), out),
            Oracle.compare(DayJob.SLIDING, oracle.sliding(), inTheEnd(corrected)),
            compare(DayJob.SESSIONS, oracle.sessions(), out),
            compare(DayJob.PAIRS, oracle.pairs(), out))) {
      System.out.println("  " + where + ": " + difference);
      figures.difference += difference.lost() + difference.duplicated() + difference.wrong();
    }
    figures.difference += repeated;
    for (String operator : DayJob.OPERATORS) {
      List<String> ids = oracle.late(operator).stream().map(id -> Long.toString(id)).toList();
      Oracle.Difference difference = compare(DayJob.lateOf(operator), ids, out);
      System.out.println("  " + where + ": " + difference);
      figures.lateDifference += difference.lost() + difference.duplicated() + difference.wrong();
      figures.late += ids.size();
    }
    figures.lateDifference += wrongCounts(plan, oracle, dir.resolve("report"), where);
    figures.accepted += oracle.accepted();
    figures.events += plan.total();
  }

  private static Oracle.Difference compare(String output, List<String> expected, Path out)
      throws IOException {
    return Oracle.compare(output, expected, KillTest.lines(out.resolve(output)));
  }

  /** What each window came to: sums only grow, so the last correction is the largest. */
  private static List<String> inTheEnd(List<String> corrected) {
    Map<String, Long> sums = new HashMap<>();
    for (String line : corrected) {
      int at = line.lastIndexOf(',');
      sums.merge(line.substring(0, at), Long.parseLong(line.substring(at + 1)), Math::max);
    }
    return sums.entrySet().stream().map(e -> e.getKey() + "," + e.getValue()).toList();
  }

  /** By how much the counters of the last life differ from what was read in it. */
  private static long wrongCounts(DayPlan plan, DayOracle oracle, Path report, String where)
      throws IOException {
    List<String> lines = Files.readAllLines(report);
    long[] startedAt = numbers(lines.get(0));
    long read = 0;
    for (int split = 0; split < DayPlan.SPLITS; split++) {
      read += plan.count(split) - startedAt[split];
    }
    long wrong = 0;
    for (int i = 0; i < DayJob.OPERATORS.size(); i++) {
      Set<Long> late = new HashSet<>(oracle.late(DayJob.OPERATORS.get(i)));
      late.removeIf(id -> id / DayPlan.SPLITS < startedAt[Math.toIntExact(id % DayPlan.SPLITS)]);
      long[] expected = {read, read - late.size(), late.size()};
      long[] counted = numbers(lines.get(i + 1));
      if (!Arrays.equals(expected, counted)) {
        System.out.printf(
            "  %s: %s counted in, out, late %s, it were %s%n",
            where, DayJob.OPERATORS.get(i), Arrays.toString(counted), Arrays.toString(expected));
        wrong++;
      }
    }
    return wrong;
  }

  private static long[] numbers(String line) {
    return Arrays.stream(line.split(",")).mapToLong(Long::parseLong).toArray();
  }
}
