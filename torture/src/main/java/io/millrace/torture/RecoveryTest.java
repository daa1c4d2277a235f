package io.millrace.torture;

import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * T23: how long it takes from a kill until a job with much state is back: a process of its own is
 * killed with SIGKILL and started again at once, and a reader from outside waits for the first file
 * with a line that the new process has written. Start of the JVM, reading and verifying the state,
 * and the first checkpoint are all part of it. What was written in the end is compared with a count
 * made separately.
 *
 * <p>At the scale of a release the clock is judged. At that of a change, where the machine may have
 * other things to do, it is the processor time that the new process has used by then.
 */
final class RecoveryTest implements TortureTest {
  private static final int INTERVAL_MS = 200;

  /** Twice what was measured for either backend. */
  private static final long CI_CPU_MS = 4_000;

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final int KEYS_PER_MIB = 4_200;

  @Override
  public String about() {
    return "kill -9 of a job with 100 MB in memory, 1 GB in RocksDB: how soon it is back";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    int rounds = settings.scale(3, 30);
    Verdict verdict = new Verdict().count("rounds", rounds);
    Lines lines = new Lines();
    for (String backend : settings.backends()) {
      boolean memory = backend.equals("memory");
      int mib = memory ? 100 : settings.scale(200, 1_000);
      long limit = memory ? 2_000 : 5_000;
      Path dir = Files.createDirectories(settings.work().resolve(backend));
      int keys = KEYS_PER_MIB * mib;
      long bytes = build(dir, backend, keys);
      long[] times = new long[rounds];
      long mostCpu = 0;
      for (int round = 0; round < rounds; round++) {
        Back back = recover(dir, backend, keys, round);
        times[round] = back.afterMs();
        mostCpu = Math.max(mostCpu, back.cpuMs());
        System.out.printf(
            "  %s round %d: %d ms, %d ms of processor time%n",
            backend, round, back.afterMs(), back.cpuMs());
      }
      lines.check(dir.resolve("out"), keys);
      Arrays.sort(times);
      long judged = settings.full() ? times[rounds - 1] : mostCpu;
      long most = settings.full() ? limit : CI_CPU_MS;
      verdict
          .count(backend + "MiB", bytes >> 20)
          .count(backend + "P50Ms", times[rounds / 2])
          .count(backend + "MaxMs", times[rounds - 1])
          .count(backend + "CpuMs", mostCpu)
          .require(bytes >> 20 >= mib, "the state takes " + mib + " MiB on disk")
          .require(
              judged <= most,
              backend
                  + " is back within "
                  + most
                  + (settings.full() ? " ms" : " ms of processor time"));
    }
    return verdict
        .count("lines", lines.all)
        .count("lost", lines.lost)
        .count("duplicated", lines.duplicated)
        .count("wrong", lines.wrong)
        .require(lines.lost + lines.duplicated + lines.wrong == 0, "each event counts once");
  }

  /** How long after the kill, and what processor time the new process has used by then. */
  private record Back(long afterMs, long cpuMs) {}

  /** Fills the state and takes a checkpoint; gives how many bytes that has. */
  private static long build(Path dir, String backend, int keys) throws IOException {
    try (Job job = RecoveryJob.start(dir, backend, keys, 0, Duration.ZERO)) {
      while (job.report().splits().stream().mapToLong(split -> split.read()).sum() < keys) {
        if (job.status().over()) {
          job.join();
          throw new IllegalStateException("the job ended before its state was full");
        }
        Thread.onSpinWait();
      }
      CheckpointReport filled = job.checkpoint();
      try (Stream<Path> files = Files.list(filled.path())) {
        return files.mapToLong(file -> file.toFile().length()).sum();
      }
    }
  }

  /** Has a process run until it has written something, kills it, and waits for its successor. */
  private static Back recover(Path dir, String backend, int keys, int round) throws Exception {
    int life = 1 + 2 * round;
    try (Child victim = start(dir, backend, keys, life)) {
      awaitLine(dir, life, victim);
      victim.kill();
    }
    long killed = System.nanoTime();
    try (Child successor = start(dir, backend, keys, life + 1)) {
      awaitLine(dir, life + 1, successor);
      long afterMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
      Back back = new Back(afterMs, successor.cpuMs());
      successor.kill();
      return back;
    }
  }

  private static Child start(Path dir, String backend, int keys, int life) throws IOException {
    Arguments arguments =
        Arguments.of()
            .with("dir", dir)
            .with("backend", backend)
            .with("keys", keys)
            .with("life", life)
            .with("interval", INTERVAL_MS);
    return Child.start(RecoveryJob.class, arguments, dir.resolve("log"), List.of("-Xmx2g"));
  }

  /** Waits until a file with a line of that life is there for all to see. */
  private static void awaitLine(Path dir, int life, Child child) throws Exception {
    Path out = dir.resolve("out");
    Set<Path> known = new HashSet<>();
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      for (Path part : parts(out)) {
        if (known.add(part) && hasLineOf(part, life)) {
          return;
        }
      }
      if (!child.alive()) {
        throw new IllegalStateException("the job failed by itself, see " + dir.resolve("log"));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    throw new IllegalStateException("nothing was written, see " + dir.resolve("log"));
  }

  private static boolean hasLineOf(Path part, int life) throws IOException {
    return Files.readAllLines(part).stream()
        .anyMatch(text -> RecoveryJob.Line.of(text).life() == life);
  }

  private static List<Path> parts(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(path -> path.toString().endsWith(".txt")).toList();
    }
  }

  /** What the lines say that were written. */
  private static final class Lines {
    private long all;
    private long lost;
    private long duplicated;
    private long wrong;

    /**
     * Goes through what was written: up to the last event that was, each must be there once, with
     * the right count.
     */
    void check(Path out, int keys) throws IOException {
      List<RecoveryJob.Line> lines =
          KillTest.lines(out).stream()
              .map(RecoveryJob.Line::of)
              .sorted(Comparator.comparingLong(RecoveryJob.Line::event))
              .toList();
      long[] counts = new long[keys];
      Arrays.fill(counts, 1);
      long next = keys;
      for (RecoveryJob.Line line : lines) {
        if (line.event() < next) {
          duplicated++;
          continue;
        }
        lost += line.event() - next;
        for (; next <= line.event(); next++) {
          counts[RecoveryJob.key(next, keys)]++;
        }
        wrong += line.count() == counts[RecoveryJob.key(line.event(), keys)] ? 0 : 1;
      }
      all += lines.size();
    }
  }
}
