package io.millrace.torture;

import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Fault;
import io.millrace.testkit.FileOperation.Kind;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedCrash;
import io.millrace.testkit.Survival;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * T5: a job stops before each thing it does to a file, in checkpoints, in what its sinks publish,
 * in clean-up and in restores, and goes on from each state that a disk can be found in then. With
 * state on the heap the disk is one in memory that knows what was forced; with RocksDB, which
 * writes files by itself, it is a real one that keeps what was written, as when a process dies.
 */
final class CrashTest implements TortureTest {
  private static final Path ROOT = Path.of("/job");

  /** What a job may say when its disk fails it once. */
  static final Set<ApiError> CLEAR =
      EnumSet.of(
          ApiError.CHECKPOINT_FAILED,
          ApiError.CHECKPOINT_CORRUPT,
          ApiError.CHECKPOINT_LOCKED,
          ApiError.SINK_FAILED,
          ApiError.STATE_FAILED,
          ApiError.RESTARTS_EXHAUSTED);

  private final Totals totals = new Totals();
  private long operations;
  private long states;
  private long expected;
  private long restored;
  private long faults;
  private long wentOn;
  private long startedAgain;
  private long unclear;

  @Override
  public String about() {
    return "a crash, an I/O error and a full disk at each file operation of a job";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    for (String backend : settings.backends()) {
      for (int parallelism : settings.parallelisms()) {
        if (backend.equals("memory")) {
          simulated(settings, parallelism);
        } else {
          real(settings, backend, parallelism);
        }
        System.out.printf(
            "  %s x%d: so far %d operations, %d states, %d faults%n",
            backend, parallelism, operations, states, faults);
      }
    }
    Verdict verdict =
        new Verdict()
            .count("operations", operations)
            .count("states", states)
            .count("restored", restored)
            .count("faults", faults)
            .count("wentOn", wentOn)
            .count("startedAgain", startedAgain)
            .count("unclear", unclear);
    return totals
        .into(verdict)
        .require(operations > 500 && states >= expected, "there are states to look at")
        .require(restored == states, "each state is one that the job goes on from")
        .require(
            settings.backends().equals(List.of("rocksdb")) || (wentOn > 0 && startedAgain > 0),
            "jobs go on after some faults, not after all")
        .require(unclear == 0, "a job that fails says which of its files could not be used");
  }

  /* ---- a disk in memory ---- */

  private void simulated(Settings settings, int parallelism) throws IOException {
    ScriptedJob job = new ScriptedJob(settings.seed(), ROOT, "memory", parallelism, null);
    InMemoryFiles undisturbed = ScriptedJob.disk();
    job.course(ScriptedJob.on(undisturbed), CrashTest::rethrow);
    long all = undisturbed.operations();
    operations += all;
    undisturbed.losePower();
    totals.add(job.compare(undisturbed), "undisturbed");
    int step = settings.scale(parallelism == 1 ? 1 : 5, 1);
    for (long at = 1; at <= all; at += step) {
      expected += 2; // Nothing survives, and everything.
      InMemoryFiles disk = ScriptedJob.disk();
      crash(job, disk, at);
      for (Survival survival : survivals(settings, disk, at)) {
        goOn(job, disk.afterCrash(survival), "crash before operation " + at);
      }
      // Only the process dies: the next one builds on what may not be durable yet.
      disk.faults(Fault.Plan.NONE);
      disk.killProcess();
      goOn(job, disk, "process killed before operation " + at);
      if (at % 100 < step) {
        System.out.printf("  memory x%d: %d of %d operations%n", parallelism, at, all);
      }
    }
    ScriptedJob restarting = job.restarting();
    int every = settings.scale(5, 1);
    for (long at = 1; at <= all; at += every) {
      fail(at / every % 2 == 0 ? job : restarting, at, Fault.EIO);
      fail(at / every % 2 == 0 ? restarting : job, at, Fault.ENOSPC);
    }
  }

  static void rethrow(MillraceException e) {
    throw e;
  }

  private static void crash(ScriptedJob job, InMemoryFiles disk, long at) {
    disk.faults(Fault.Plan.at(at, Fault.CRASH));
    try {
      job.course(ScriptedJob.on(disk), CrashTest::rethrow);
    } catch (SimulatedCrash | MillraceException e) {
      return;
    }
    throw new IllegalStateException("nothing happened at operation " + at);
  }

  /** All ways in which the disk can be found if these are few, else some. */
  private static List<Survival> survivals(Settings settings, InMemoryFiles disk, long at) {
    int most = settings.scale(1, 64);
    List<Survival> survivals = new ArrayList<>(List.of(Survival.nothing()));
    if (settings.full()) {
      survivals.add(Survival.everything());
    }
    long possible = disk.crashStates();
    for (int state = 1; state <= Math.min(possible - 1, most); state++) {
      survivals.add(
          possible <= most
              ? Survival.numbered(state)
              : Survival.random(settings.seed() + 1_000 * at + state));
    }
    return survivals;
  }

  /** Another process finds that disk, runs to the end, and only what is durable then counts. */
  private void goOn(ScriptedJob job, InMemoryFiles disk, String where) throws IOException {
    states++;
    try {
      job.toTheEnd(ScriptedJob.on(disk));
      restored++;
    } catch (MillraceException e) {
      System.out.println("  " + where + ": " + e);
      return;
    }
    disk.losePower();
    totals.add(job.compare(disk), where);
  }

  private void fail(ScriptedJob job, long at, Fault fault) throws IOException {
    InMemoryFiles disk = ScriptedJob.disk();
    disk.faults(Fault.Plan.at(at, fault));
    List<MillraceException> told = new ArrayList<>();
    int lives = job.course(ScriptedJob.on(disk), told::add);
    disk.losePower();
    count(lives, told, fault + " at operation " + at);
    totals.add(job.compare(disk), fault + " at operation " + at);
  }

  private void count(int lives, List<MillraceException> told, String where) {
    faults++;
    if (lives == ScriptedJob.LIVES) {
      wentOn++;
    } else {
      startedAgain++;
    }
    for (MillraceException e : told) {
      if (!CLEAR.contains(e.code())) {
        unclear++;
        System.out.println("  " + where + ": " + e);
      }
    }
  }

  /* ---- a real disk ---- */

  /** Dies before one operation: nothing is done any more. */
  private static final class Dying implements WatchedFiles.Watcher {
    private final long at;
    private long operation;

    Dying(long at) {
      this.at = at;
    }

    @Override
    public void before(Kind kind, Path path) throws IOException {
      if (++operation >= at) {
        throw new IOException("the process has died before operation " + at);
      }
    }

    boolean dead() {
      return operation >= at;
    }
  }

  private void real(Settings settings, String backend, int parallelism) throws IOException {
    Environment system = SystemWorld.environment();
    Dying undisturbed = new Dying(Long.MAX_VALUE);
    Path first = settings.work().resolve(backend + parallelism);
    ScriptedJob job = at(settings, first, backend, parallelism);
    job.course(dying(system, undisturbed), CrashTest::rethrow);
    totals.add(job.compare(system.files()), "undisturbed");
    Torture.delete(first);
    long all = undisturbed.operation;
    operations += all;
    int every = settings.scale(47, 1);
    for (long at = 1; at <= all; at += every) {
      expected++;
      Path root = settings.work().resolve(backend + parallelism + "-" + at);
      killed(at(settings, root, backend, parallelism), system, at);
      Torture.delete(root);
      if (at % 100 < every) {
        System.out.printf("  %s x%d: %d of %d operations%n", backend, parallelism, at, all);
      }
    }
  }

  private static ScriptedJob at(Settings settings, Path root, String backend, int parallelism) {
    return new ScriptedJob(settings.seed(), root, backend, parallelism, root.resolve("state"));
  }

  private static Environment dying(Environment system, Dying dying) {
    return World.of(system, new WatchedFiles(system.files(), dying));
  }

  private void killed(ScriptedJob job, Environment system, long at) throws IOException {
    Dying dying = new Dying(at);
    try {
      job.course(dying(system, dying), CrashTest::rethrow);
    } catch (MillraceException e) {
      if (!dying.dead()) {
        throw e;
      }
    }
    states++;
    String where = "process killed before operation " + at;
    try {
      job.toTheEnd(system);
      restored++;
      totals.add(job.compare(system.files()), where);
    } catch (MillraceException e) {
      System.out.println("  " + where + ": " + e);
    }
  }
}
