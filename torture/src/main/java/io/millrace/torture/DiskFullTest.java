package io.millrace.torture;

import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.FileOperation;
import io.millrace.testkit.FileOperation.Kind;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.Survival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * T12: the disk of a job is full from some moment on, for a while: one in memory, and, where this
 * process may mount one, a small real one for the checkpoints, the output or the state of the
 * backend. The job goes on, or fails and says why and goes on when it is started again; no
 * checkpoint that looks complete is damaged, and in the end the output is that of the oracle.
 */
final class DiskFullTest implements TortureTest {
  private static final Path ROOT = Path.of("/job");
  private static final int SHORTEST = 20;
  private static final int LONGEST = 80;
  private static final int MOST_SLACK = 1_000;
  private static final int PAGE = 4_096;

  private final Totals totals = new Totals();
  private int points;
  private int realPoints;
  private int met;
  private int wentOn;
  private int failedClearly;
  private int unclear;
  private int checkpoints;
  private int corrupt;

  @Override
  public String about() {
    return "a job whose disk is full for a while: checkpoints, output, state of the backend";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    SplittableRandom random = new SplittableRandom(settings.seed());
    boolean mounts;
    try (SmallDisk probe = SmallDisk.mount(settings.work().resolve("probe"))) {
      mounts = probe != null;
    }
    if (!mounts) {
      System.out.println(
          "  LEFT OUT: this process may not mount a tmpfs, so no real disk is filled");
    }
    for (String backend : settings.backends()) {
      for (int parallelism : settings.parallelisms()) {
        if (backend.equals("memory")) {
          simulated(settings, parallelism, random);
        }
        if (mounts) {
          real(settings, backend, parallelism, random);
        }
        System.out.printf(
            "  %s x%d: so far %d points, %d went on, %d failed clearly%n",
            backend, parallelism, points, wentOn, failedClearly);
      }
    }
    Verdict verdict =
        new Verdict()
            .count("points", points)
            .count("real", realPoints)
            .count("met", met)
            .count("wentOn", wentOn)
            .count("failedClearly", failedClearly)
            .count("unclear", unclear)
            .count("checkpoints", checkpoints)
            .count("corrupt", corrupt);
    return totals
        .into(verdict)
        .require(met * 2 >= points, "half of the jobs notice that there is no space")
        .require(wentOn > 0 && failedClearly > 0, "some jobs go on, some fail")
        .require(unclear == 0, "a job that fails says that its files could not be written")
        .require(checkpoints > 0 && corrupt == 0, "what looks like a checkpoint is a whole one");
  }

  private void count(int lives, List<MillraceException> told, String where) {
    points++;
    met += told.isEmpty() ? 0 : 1;
    if (lives == ScriptedJob.LIVES) {
      wentOn++;
      return;
    }
    boolean clear = told.stream().allMatch(e -> CrashTest.CLEAR.contains(e.code()));
    failedClearly += clear ? 1 : 0;
    unclear += clear ? 0 : 1;
    if (!clear) {
      System.out.println("  " + where + ": " + told);
    }
  }

  /** Starts the job from each checkpoint that looks complete. */
  private void verify(ScriptedJob job, Environment environment) throws IOException {
    for (Path checkpoint : job.complete(environment.files())) {
      checkpoints++;
      try (Job started = job.from(checkpoint).open(environment)) {
        started.step();
      } catch (MillraceException e) {
        corrupt += e.code() == ApiError.CHECKPOINT_CORRUPT ? 1 : 0;
        System.out.println("  " + checkpoint + ": " + e);
      }
    }
  }

  /* ---- a disk in memory ---- */

  private void simulated(Settings settings, int parallelism, SplittableRandom random)
      throws IOException {
    ScriptedJob job = new ScriptedJob(settings.seed(), ROOT, "memory", parallelism, null);
    InMemoryFiles undisturbed = ScriptedJob.disk();
    undisturbed.record(true);
    job.course(ScriptedJob.on(undisturbed), CrashTest::rethrow);
    List<FileOperation> writes = new ArrayList<>(undisturbed.trace());
    writes.removeIf(operation -> operation.kind() != Kind.WRITE);
    for (int point = 0; point < settings.scale(15, 60); point++) {
      long from = writes.get(random.nextInt(writes.size())).number();
      long to = from + SHORTEST + random.nextInt(LONGEST - SHORTEST);
      int slack = random.nextBoolean() ? 0 : random.nextInt(MOST_SLACK);
      long seed = random.nextLong();
      InMemoryFiles disk = ScriptedJob.disk();
      List<InMemoryFiles> found = new ArrayList<>();
      disk.faults(
          operation -> {
            if (operation.number() == from) {
              disk.capacity(disk.used() + slack);
            } else if (operation.number() == to) {
              found.add(disk.afterCrash(Survival.everything()));
              found.add(disk.afterCrash(Survival.random(seed)));
              disk.capacity(Long.MAX_VALUE);
            }
            return null;
          });
      List<MillraceException> told = new ArrayList<>();
      String where = "full from operation " + from + " to " + to + ", x" + parallelism;
      count(job.course(ScriptedJob.on(disk), told::add), told, where);
      disk.losePower();
      totals.add(job.compare(disk), where);
      for (InMemoryFiles state : found) {
        verify(job, ScriptedJob.on(state));
      }
    }
  }

  /* ---- a real one ---- */

  /**
   * Something that a job does again and again just before it writes to a disk.
   *
   * @param disk the directory that is a disk of its own
   * @param kind what it does
   * @param below where it does that
   */
  private record Habit(String disk, Kind kind, String below) {
    boolean isThis(Path root, Kind done, Path path) {
      return done == kind && path.startsWith(root.resolve(below));
    }
  }

  /* RocksDB writes by itself, after the directory of a checkpoint was made. */
  private static final List<Habit> HABITS =
      List.of(
          new Habit("checkpoints", Kind.WRITE, "checkpoints"),
          new Habit("out", Kind.WRITE, "out"),
          new Habit("state", Kind.CREATE_DIRECTORY, "checkpoints"));

  private void real(Settings settings, String backend, int parallelism, SplittableRandom random)
      throws IOException {
    List<Habit> habits = backend.equals("memory") ? HABITS.subList(0, 2) : HABITS;
    for (int point = 0; point < settings.scale(6, 15); point++) {
      Habit habit = habits.get(point % habits.size());
      Path counted = settings.work().resolve("counted-" + points);
      int often = count(at(settings, counted, backend, parallelism), counted, habit);
      Torture.delete(counted);
      Path root = settings.work().resolve("full-" + points);
      try (SmallDisk disk = SmallDisk.mount(root.resolve(habit.disk))) {
        if (disk == null) {
          throw new IOException("no tmpfs could be mounted in " + root);
        }
        int from = 1 + random.nextInt(often);
        int length = SHORTEST + random.nextInt(LONGEST - SHORTEST);
        int slack = random.nextBoolean() ? 0 : PAGE * random.nextInt(4);
        Path copied = root.resolve("copied");
        fill(
            at(settings, root, backend, parallelism),
            at(settings, copied, backend, parallelism),
            new Filling(root, habit, from, length, slack),
            backend + " x" + parallelism + ", " + habit + " for the time " + from);
      }
      Torture.delete(root);
    }
  }

  private static ScriptedJob at(Settings settings, Path root, String backend, int parallelism) {
    return new ScriptedJob(settings.seed(), root, backend, parallelism, root.resolve("state"));
  }

  private static int count(ScriptedJob job, Path root, Habit habit) {
    Environment system = SystemWorld.environment();
    AtomicInteger often = new AtomicInteger();
    WatchedFiles.Watcher counting =
        (kind, path) -> often.addAndGet(habit.isThis(root, kind, path) ? 1 : 0);
    job.course(World.of(system, new WatchedFiles(system.files(), counting)), CrashTest::rethrow);
    return often.get();
  }

  /** Fills a disk when something is done for some time, and makes room again some later. */
  private static final class Filling implements WatchedFiles.Watcher {
    private final Path root;
    private final Path filler;
    private final Habit habit;
    private final int slack;
    private int left;
    private int leftFull;
    private Runnable then = () -> {};

    Filling(Path root, Habit habit, int times, int operations, int slack) {
      this.root = root;
      this.filler = root.resolve(habit.disk).resolve("filler");
      this.habit = habit;
      this.left = times;
      this.leftFull = operations;
      this.slack = slack;
    }

    @Override
    public void before(Kind kind, Path path) throws IOException {
      if (left > 0) {
        left -= habit.isThis(root, kind, path) ? 1 : 0;
        if (left == 0) {
          long room = Files.getFileStore(filler.getParent()).getUsableSpace();
          Files.write(filler, new byte[(int) Math.max(0, room - slack)]);
        }
      } else if (leftFull-- == 0) {
        Files.delete(filler);
        then.run();
      }
    }
  }

  private void fill(ScriptedJob job, ScriptedJob copy, Filling filling, String where)
      throws IOException {
    Environment system = SystemWorld.environment();
    filling.then = () -> keep(system.files(), job.checkpoints(), copy.checkpoints());
    Environment environment = World.of(system, new WatchedFiles(system.files(), filling));
    List<MillraceException> told = new ArrayList<>();
    count(job.course(environment, told::add), told, where);
    realPoints++;
    totals.add(job.compare(system.files()), where);
    verify(copy, system);
  }

  private static void keep(FileAccess files, Path from, Path to) {
    try {
      if (files.isDirectory(from)) {
        Trees.copy(files, from, files, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
