package io.millrace.torture;

import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * T14: a second process comes to the directory of a job, and is refused; the owner is stopped with
 * SIGSTOP, anywhere or within a commit, another process takes the directory over, and the former
 * one wakes up. It must not commit anything, and must end. What all of them have written is
 * compared with an oracle.
 */
final class ZombieTest implements TortureTest {
  private static final int INTERVAL_MS = 40;
  private static final long REFUSED_WITHIN_MS = 1_000;
  private static final long PATIENCE_S = 120;

  private final Totals totals = new Totals();
  private int refusals;
  private long slowestRefusalMs;
  private int zombies;
  private int inCommit;
  private int fenced;
  private int zombieCommits;

  @Override
  public String about() {
    return "a second process at the directory of a job; an owner that was stopped wakes up";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    int jobs = settings.backends().size() * settings.parallelisms().length;
    int rounds = Math.max(2, settings.scale(16, 200) / jobs);
    warmUp(settings.work().resolve("warm-up"));
    long number = 0;
    for (String backend : settings.backends()) {
      for (int parallelism : settings.parallelisms()) {
        EventPlan plan = new EventPlan(settings.seed() + number++, 4, 2_500L * rounds, 200, 5);
        Path dir = settings.work().resolve(backend + "-" + parallelism);
        Files.createDirectories(dir);
        new Chain(plan, dir, backend, parallelism).run(rounds);
        totals.add(Totals.of(KillTest.compare(plan, dir.resolve("out"))), dir.toString());
        System.out.printf(
            "  %s x%d: so far %d zombies, %d within commits, %d refusals%n",
            backend, parallelism, zombies, inCommit, refusals);
      }
    }
    Verdict verdict =
        new Verdict()
            .count("refusals", refusals)
            .count("slowestRefusalMs", slowestRefusalMs)
            .count("zombies", zombies)
            .count("inCommit", inCommit)
            .count("fenced", fenced)
            .count("zombieCommits", zombieCommits);
    return totals
        .into(verdict)
        .require(refusals >= zombies && zombies > 0, "second processes are refused")
        .require(slowestRefusalMs <= REFUSED_WITHIN_MS, "they are refused within a second")
        .require(inCommit * 4 >= zombies, "a quarter of the owners is stopped within a commit")
        .require(fenced > 0, "owners that come back hear that they are fenced")
        .require(zombieCommits == 0, "an owner that comes back commits nothing");
  }

  /** What a job needs is loaded before it is measured how long one is refused. */
  private static void warmUp(Path root) {
    new ScriptedJob(1, root, "memory", 1, null).toTheEnd(SystemWorld.environment());
  }

  /** The owners of one directory, one after the other. */
  private final class Chain {
    private final EventPlan plan;
    private final Path dir;
    private final String backend;
    private final int parallelism;
    private final SplittableRandom random;
    private int owners;

    Chain(EventPlan plan, Path dir, String backend, int parallelism) {
      this.plan = plan;
      this.dir = dir;
      this.backend = backend;
      this.parallelism = parallelism;
      this.random = new SplittableRandom(plan.seed());
    }

    void run(int rounds) throws IOException, InterruptedException {
      Owner owner = start(false, false);
      try {
        for (int round = 0; round < rounds; round++) {
          owner.awaitItsTime();
          refuse(owner);
          owner.stop();
          boolean quiet = round % 2 == 0;
          Owner next = start(true, round == rounds - 1);
          next.awaitRunning();
          Owner zombie = owner;
          owner = next;
          if (quiet) {
            // Nobody else does anything while it wakes up: what changes then is its doing.
            next.signal("STOP");
            zombieAlone(zombie);
            next.signal("CONT");
          } else {
            zombie.wake();
            zombie.awaitEnd();
          }
          zombies++;
        }
        owner.awaitFinished();
      } finally {
        owner.child.close();
      }
    }

    private Owner start(boolean takeOver, boolean last) throws IOException {
      int number = owners++;
      Path phase = dir.resolve("phase-" + number);
      boolean inCommit = number / 2 % 2 == 0;
      String stall =
          inCommit ? PhaseFile.Phase.COMMITTING + ":" + (1 + random.nextInt(60)) : "none";
      Arguments arguments =
          Arguments.of()
              .with(plan)
              .with("dir", dir)
              .with("phase", phase)
              .with("stall", last ? "none" : stall)
              .with("takeOver", takeOver)
              .with("rate", last ? 0 : 1_000)
              .with("interval", INTERVAL_MS)
              .with("backend", backend)
              .with("parallelism", parallelism);
      PhaseFile watched = PhaseFile.open(phase);
      Path log = dir.resolve("log-" + number);
      return new Owner(Child.start(KillJob.class, arguments, log), watched, log, stall);
    }

    /** This process is the second one. */
    private void refuse(Owner owner) {
      Engine engine = Engine.local().checkpoints(dir.resolve("checkpoints"), Duration.ofHours(1));
      long start = System.nanoTime();
      try (Job job = engine.open(KillJob.pipeline(plan, 0, dir.resolve("out")))) {
        throw new IllegalStateException("'" + job.name() + "' runs twice on " + dir);
      } catch (MillraceException e) {
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (e.code() != ApiError.CHECKPOINT_LOCKED
            || !e.toString().contains("process " + owner.child.pid() + " on host ")
            || !e.toString().contains(" since 20")) {
          throw e;
        }
        refusals++;
        slowestRefusalMs = Math.max(slowestRefusalMs, tookMs);
      }
    }

    private void zombieAlone(Owner zombie) throws IOException, InterruptedException {
      Set<String> before = committed();
      zombie.wake();
      zombie.awaitEnd();
      Set<String> after = committed();
      after.removeAll(before);
      zombieCommits += after.size();
      if (!after.isEmpty()) {
        System.out.println("  " + zombie.log + " committed " + after + " after a takeover");
      }
    }

    /** What counts: manifests and finished files. */
    private Set<String> committed() throws IOException {
      try (Stream<Path> paths = Files.walk(dir)) {
        return paths
            .filter(path -> path.endsWith("MANIFEST") || path.toString().endsWith(".txt"))
            .map(Path::toString)
            .collect(Collectors.toCollection(TreeSet::new));
      }
    }

    /** A process that owns the directory, or did. */
    private final class Owner {
      private final Child child;
      private final PhaseFile watched;
      private final Path log;
      private final String stall;

      Owner(Child child, PhaseFile watched, Path log, String stall) {
        this.child = child;
        this.watched = watched;
        this.log = log;
        this.stall = stall;
      }

      void awaitRunning() throws InterruptedException {
        await(
            () -> watched.phase().compareTo(PhaseFile.Phase.RUNNING) >= 0, "the job did not start");
      }

      /** Until it is to be stopped: within a commit, or anywhere. */
      void awaitItsTime() throws InterruptedException {
        awaitRunning();
        if (stall.equals("none")) {
          TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(300));
        } else {
          await(watched::stalled, "it did not come to a commit");
        }
      }

      void stop() throws IOException, InterruptedException {
        signal("STOP");
        inCommit += watched.phase() == PhaseFile.Phase.COMMITTING ? 1 : 0;
      }

      /** Lets it go on where it was. */
      void wake() throws IOException, InterruptedException {
        watched.stalled(false);
        signal("CONT");
      }

      void awaitEnd() throws IOException, InterruptedException {
        child.await(PATIENCE_S);
        if (watched.phase() == PhaseFile.Phase.FINISHED) {
          zombieCommits++;
          System.out.println("  " + log + " came to the end of its job after a takeover");
        }
        fenced += Files.readString(log).contains(ApiError.FENCED.name()) ? 1 : 0;
      }

      void awaitFinished() throws InterruptedException {
        if (child.await(600) != 0) {
          throw new IllegalStateException("the last owner failed, see " + log);
        }
      }

      void signal(String name) throws IOException, InterruptedException {
        String pid = Long.toString(child.pid());
        if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
          throw new IllegalStateException("no signal " + name + " for " + pid + ", see " + log);
        }
      }

      private void await(java.util.function.BooleanSupplier what, String otherwise)
          throws InterruptedException {
        long start = System.nanoTime();
        while (!what.getAsBoolean()) {
          if (!child.alive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_S)) {
            throw new IllegalStateException(otherwise + ", see " + log);
          }
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
    }
  }
}
