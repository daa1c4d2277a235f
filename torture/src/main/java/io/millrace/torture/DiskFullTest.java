package io.millrace.torture;

import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
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
import java.util.concurrent.TimeUnit;

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
  private static final String SIZE = "16m";

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
    boolean mounts = canMount(settings.work().resolve("probe"));
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
        .require(met * 3 > points, "a third of the jobs notices that there is no space")
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
    job.course(ScriptedJob.on(undisturbed), CrashTest::rethrow);
    long operations = undisturbed.operations();
    for (int point = 0; point < settings.scale(15, 60); point++) {
      long from = 1 + random.nextLong(operations - 1);
      long to = from + SHORTEST + random.nextInt(LONGEST - SHORTEST);
      int slack = random.nextInt(MOST_SLACK);
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

  private void real(Settings settings, String backend, int parallelism, SplittableRandom random)
      throws IOException, InterruptedException {
    List<String> places =
        backend.equals("memory")
            ? List.of("checkpoints", "out")
            : List.of("checkpoints", "out", "state");
    for (int point = 0; point < settings.scale(6, 15); point++) {
      String place = places.get(point % places.size());
      Path root = settings.work().resolve("full-" + points);
      Path mounted = root.resolve(place);
      if (!mount(mounted)) {
        throw new IOException("no tmpfs could be mounted on " + mounted);
      }
      try {
        fill(settings, root, place, backend, parallelism, random);
      } finally {
        unmount(mounted);
      }
      Torture.delete(root);
    }
  }

  /** Fills a disk when a number of operations are done, and makes room again some later. */
  private static final class Filling implements WatchedFiles.Watcher {
    private final Path filler;
    private final long from;
    private final long to;
    private final int slack;
    private final Runnable before;
    private long operation;

    Filling(Path filler, long from, long to, int slack, Runnable before) {
      this.filler = filler;
      this.from = from;
      this.to = to;
      this.slack = slack;
      this.before = before;
    }

    @Override
    public void before(Kind kind, Path path) throws IOException {
      operation++;
      if (operation == from) {
        long room = Files.getFileStore(filler.getParent()).getUsableSpace();
        Files.write(filler, new byte[(int) Math.max(0, room - slack)]);
      } else if (operation == to) {
        before.run();
        Files.deleteIfExists(filler);
      }
    }
  }

  private void fill(
      Settings settings,
      Path root,
      String place,
      String backend,
      int parallelism,
      SplittableRandom random)
      throws IOException {
    Environment system = SystemWorld.environment();
    ScriptedJob job =
        new ScriptedJob(settings.seed(), root, backend, parallelism, root.resolve("state"));
    Path copied = root.resolve("copied");
    ScriptedJob copy =
        new ScriptedJob(settings.seed(), copied, backend, parallelism, copied.resolve("state"));
    long from = 1 + random.nextLong(600);
    Filling filling =
        new Filling(
            root.resolve(place).resolve("filler"),
            from,
            from + SHORTEST + random.nextInt(LONGEST - SHORTEST),
            4_096 * random.nextInt(4),
            () -> keep(system.files(), job.checkpoints(), copy.checkpoints()));
    Environment environment = World.of(system, new WatchedFiles(system.files(), filling));
    List<MillraceException> told = new ArrayList<>();
    String where = backend + " x" + parallelism + ", " + place + " full from operation " + from;
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

  private static boolean canMount(Path directory) throws IOException, InterruptedException {
    boolean mounted = mount(directory);
    if (mounted) {
      unmount(directory);
    }
    return mounted;
  }

  private static boolean mount(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    return call("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString()) == 0;
  }

  private static void unmount(Path directory) throws IOException, InterruptedException {
    if (call("umount", directory.toString()) != 0) {
      throw new IOException(directory + " could not be unmounted");
    }
  }

  private static int call(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1; // There is no such command here.
    }
  }
}
