package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.stream.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The lives of one program on one backend: before and after a change of its types. */
final class EvolutionRun {
  static final String LATEST = "latest";
  private static final long HALF = 20;
  private static final long ALL = 2 * HALF;
  private static final long KEYS = 5;

  /** How a change came out. */
  enum Outcome {
    MIGRATED,
    REFUSED,
    SILENTLY_ACCEPTED,
    WRONG
  }

  /** What came of a change, and what to say about it. */
  record Result(Outcome outcome, String told) {}

  private final SchemaChange change;
  private final ShapeCompiler.Programs programs;
  private final String backend;
  private final List<String> backends;
  private final Path work;
  private final SplittableRandom random;

  EvolutionRun(
      SchemaChange change,
      ShapeCompiler.Programs programs,
      String backend,
      List<String> backends,
      Path work,
      long seed) {
    this.change = change;
    this.programs = programs;
    this.backend = backend;
    this.backends = backends;
    this.work = work;
    this.random = new SplittableRandom(seed);
  }

  /** Writes a savepoint, goes on from it with the changed types, and once more from there. */
  Result run() throws Exception {
    savepoint(programs.before(change), backend, LATEST, "old");
    if (!committed().isEmpty()) {
      return new Result(Outcome.WRONG, "the first life has written already");
    }
    try {
      savepoint(programs.after(change), backend, "old", "new");
    } catch (MillraceException e) {
      return refusal(e);
    }
    if (change.parts() != null) {
      return new Result(Outcome.SILENTLY_ACCEPTED, "should be refused at " + change.parts());
    }
    return goOn();
  }

  /** Goes on from a savepoint that an earlier version of the engine left below {@code work}. */
  Result goOn() throws Exception {
    return finish(programs.after(change), backends.get(random.nextInt(backends.size())));
  }

  /** Writes the savepoint that {@link #goOn} starts from. */
  Path write() throws Exception {
    savepoint(programs.before(change), backend, LATEST, "new");
    return start(work);
  }

  /** Where the savepoint lies that {@link #goOn} starts from. */
  static Path start(Path work) {
    return work.resolve("checkpoints/savepoints/new");
  }

  private Result refusal(MillraceException e) throws IOException {
    String message = String.valueOf(e.getMessage());
    String parts = change.parts();
    boolean right =
        parts != null
            && e.code() == ApiError.STATE_INCOMPATIBLE
            && message.contains("was stored as\n")
            && message.contains("and cannot be read as\n")
            && message.contains(parts)
            && committed().isEmpty();
    return right
        ? new Result(Outcome.REFUSED, message.substring(message.indexOf("They part at ") + 13))
        : new Result(Outcome.WRONG, message);
  }

  private void savepoint(Class<?> program, String on, String from, String to) throws Exception {
    try (Job job = open(program, on, new NumberSource(HALF, false), true, from)) {
      job.settle();
      job.savepoint(to);
    }
  }

  private Result finish(Class<?> program, String on) throws Exception {
    try (Job job = open(program, on, new NumberSource(ALL, true), false, "new")) {
      while (!job.status().over()) {
        job.step();
      }
      if (job.status() != JobStatus.FINISHED) {
        job.join();
      }
    }
    List<String> expected = expected();
    List<String> seen = committed();
    return seen.equals(expected)
        ? new Result(Outcome.MIGRATED, seen.size() + " values")
        : new Result(Outcome.WRONG, difference(expected, seen));
  }

  private Job open(Class<?> program, String on, Source<Long> source, boolean holds, String from)
      throws Exception {
    CheckpointOptions checkpoints =
        CheckpointOptions.into(work.resolve("checkpoints"), Duration.ZERO);
    if (!from.equals(LATEST)) {
      checkpoints = checkpoints.from(work.resolve("checkpoints/savepoints").resolve(from));
    }
    EngineOptions options =
        new EngineOptions(1 + random.nextInt(3), on, 1 + random.nextInt(4), 64, 128, true, null)
            .checkpoints(checkpoints);
    Pipeline pipeline =
        (Pipeline)
            program
                .getMethod("pipeline", Source.class, long.class, boolean.class, Path.class)
                .invoke(null, source, HALF, holds, work.resolve("out"));
    return Engine.local().options(options).open(pipeline);
  }

  private List<String> committed() throws IOException {
    return Files.isDirectory(work.resolve("out"))
        ? KillTest.lines(work.resolve("out")).stream().sorted().toList()
        : List.of();
  }

  /** What has to come out, number by number. */
  private List<String> expected() {
    List<String> lines = new ArrayList<>();
    for (long k = 0; k < KEYS; k++) {
      long total = 0;
      for (long n = k; n < ALL; n += KEYS) {
        total += n;
      }
      for (String what : List.of("slices", "sessions", "counted", "global", "total")) {
        lines.add(line(what, total, change.key().apply(k), ""));
      }
    }
    for (long n = 0; n < ALL; n++) {
      String value = value(n);
      String key = change.key().apply(n % KEYS);
      for (String window : List.of("tumbling", "sliding", "sliding", "session")) {
        lines.add(line(window, n, key, value));
      }
      lines.add(line("async", n, "", value));
      lines.add(line("list", n, key, value));
      lines.add(line("lasting-list", n, key, value));
      for (String map : List.of("map", "lasting-map", "rules")) {
        lines.add(line(map, n, change.key().apply(n), value));
      }
      if (n < KEYS) {
        for (String state : List.of("first", "lasting", "folded")) {
          lines.add(line(state, n, key, value));
        }
      }
      if (n < HALF) {
        lines.add(line("interval", n, key, value) + "|" + value(n + HALF));
        for (long m = HALF + n % KEYS; m < ALL; m += KEYS) {
          lines.add(line("windowed", n, key, value) + "|" + value(m));
        }
      }
    }
    return lines.stream().sorted().toList();
  }

  private String value(long n) {
    return (n < HALF ? change.migrated() : change.fresh()).apply(n);
  }

  private static String line(String what, long n, String key, String value) {
    return what + "|" + n + "|" + key + "|" + value;
  }

  private static String difference(List<String> expected, List<String> seen) {
    List<String> missing = new ArrayList<>(expected);
    seen.forEach(missing::remove);
    List<String> more = new ArrayList<>(seen);
    expected.forEach(more::remove);
    return missing.size()
        + " missing, such as "
        + missing.stream().limit(2).toList()
        + "; "
        + more.size()
        + " too many, such as "
        + more.stream().limit(2).toList();
  }
}
