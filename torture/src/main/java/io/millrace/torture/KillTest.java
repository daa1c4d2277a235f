package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * T1: a job that writes files is killed with SIGKILL, again and again, at random moments and in the
 * middle of commits and of restores. What it has written in the end is compared with an oracle.
 */
final class KillTest implements TortureTest {
  private static final int INTERVAL_MS = 40;

  @Override
  public String about() {
    return "kill -9 of a job with windows, a join and timers that writes files";
  }

  /** What the kills of all jobs have met. */
  private static final class Kills {
    private int all;
    private int inCommit;
    private int inRestore;
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    Kills kills = new Kills();
    long lost = 0;
    long duplicated = 0;
    long wrong = 0;
    long events = 0;
    List<String> backends = settings.backends();
    int jobs = backends.size() * settings.parallelisms().length;
    int killsEach = (settings.scale(100, 1_000) + jobs - 1) / jobs;
    long job = 0;
    for (String backend : backends) {
      for (int parallelism : settings.parallelisms()) {
        EventPlan plan =
            new EventPlan(
                settings.seed() + job++,
                4,
                settings.scale(1_000_000, 10_000_000) / jobs / 4,
                200,
                5);
        Path dir = settings.work().resolve(backend + "-" + parallelism);
        run(plan, dir, backend, parallelism, killsEach, kills);
        events += plan.total();
        for (Oracle.Difference difference : compare(plan, dir.resolve("out"))) {
          System.out.println("  " + backend + " x" + parallelism + ": " + difference);
          lost += difference.lost();
          duplicated += difference.duplicated();
          wrong += difference.wrong();
        }
      }
    }
    int aimed = settings.scale(100, 1_000) >= 100 ? 50 : 0;
    return new Verdict()
        .count("kills", kills.all)
        .count("inCommit", kills.inCommit)
        .count("inRestore", kills.inRestore)
        .count("events", events)
        .count("lost", lost)
        .count("duplicated", duplicated)
        .count("wrong", wrong)
        .require(lost + duplicated + wrong == 0, "the output is that of an undisturbed run")
        .require(settings.scale(0, 1) == 0 || kills.inCommit >= aimed, "50 kills inside commits")
        .require(settings.scale(0, 1) == 0 || kills.inRestore >= aimed, "50 kills inside restores");
  }

  private static void run(
      EventPlan plan, Path dir, String backend, int parallelism, int kills, Kills counts)
      throws IOException, InterruptedException {
    Files.createDirectories(dir);
    SplittableRandom random = new SplittableRandom(plan.seed());
    // Slow enough that the events last for most of the kills, at some 0.3 s of work a life.
    long rate = Math.max(1_000, plan.perSplit() * 3 / Math.max(1, kills));
    for (int life = 0; ; life++) {
      boolean last = life >= kills;
      String stall = last ? "none" : stall(random);
      Path phase = dir.resolve("phase");
      Files.deleteIfExists(phase);
      Arguments arguments =
          Arguments.of()
              .with(plan)
              .with("dir", dir)
              .with("phase", phase)
              .with("stall", stall)
              .with("rate", last ? 0 : rate)
              .with("interval", last ? 1_000 : INTERVAL_MS)
              .with("backend", backend)
              .with("parallelism", parallelism);
      PhaseFile watched = PhaseFile.open(phase);
      try (Child child = Child.start(KillJob.class, arguments, dir.resolve("log"))) {
        if (last) {
          int code = child.await(600);
          if (code != 0) {
            throw new IllegalStateException("the job failed, see " + dir.resolve("log"));
          }
          return;
        }
        waitForItsTime(child, watched, stall, random);
        PhaseFile.Phase met = watched.phase();
        boolean alive = child.alive();
        child.kill();
        if (!alive && met != PhaseFile.Phase.FINISHED) {
          throw new IllegalStateException("the job failed by itself, see " + dir.resolve("log"));
        }
        if (alive) {
          counts.all++;
          counts.inCommit += met == PhaseFile.Phase.COMMITTING ? 1 : 0;
          counts.inRestore += met == PhaseFile.Phase.RESTORING ? 1 : 0;
        }
        if (counts.all % 10 == 0) {
          System.out.printf(
              "  %s x%d: %d kills, %d in commits, %d in restores%n",
              backend, parallelism, counts.all, counts.inCommit, counts.inRestore);
        }
      }
    }
  }

  /** A third each: inside a commit, inside a restore, anywhere. */
  static String stall(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> PhaseFile.Phase.COMMITTING + ":" + (1 + random.nextInt(40));
      case 1 -> PhaseFile.Phase.RESTORING + ":" + (1 + random.nextInt(40));
      default -> "none";
    };
  }

  static void waitForItsTime(Child child, PhaseFile watched, String stall, SplittableRandom random)
      throws InterruptedException {
    long patienceNanos = TimeUnit.SECONDS.toNanos(20);
    long start = System.nanoTime();
    while (child.alive()
        && watched.phase() == PhaseFile.Phase.STARTING
        && System.nanoTime() - start < patienceNanos) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    long lifeNanos = TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(600));
    if (!stall.equals("none")) {
      lifeNanos = TimeUnit.SECONDS.toNanos(6);
    }
    long from = System.nanoTime();
    while (child.alive() && !watched.stalled() && System.nanoTime() - from < lifeNanos) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Compares the four outputs of the job with those of the oracle. */
  static List<Oracle.Difference> compare(EventPlan plan, Path out) throws IOException {
    return new Oracle(plan).compare(output -> lines(out.resolve(output)));
  }

  /** The lines that a reader sees: of finished files only. */
  static List<String> lines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(directory)) {
      for (Path part : parts.filter(path -> path.toString().endsWith(".txt")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }
}
