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
import java.util.stream.Stream;

/**
 * T19: a program is compiled twice, with its records before and after a change. The first writes a
 * savepoint that holds windows, joins, every kind of state, timers, broadcast state and calls in
 * flight; the second goes on from it, writes a savepoint of its own, and goes on from that with the
 * other backend. Each value must be what the change makes of it, or the state is refused before
 * anything happens.
 */
final class EvolutionTest implements TortureTest {
  private static final long HALF = 20;
  private static final long ALL = 2 * HALF;
  private static final String LATEST = "latest";

  @Override
  public String about() {
    return "records that change between two versions of a program, or are refused";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    List<SchemaChange> changes = changes();
    Tally tally = new Tally();
    for (int i = 0; i < changes.size(); i++) {
      SchemaChange change = changes.get(i);
      for (String backend : settings.backends()) {
        Path work = settings.work().resolve(i + "-" + backend);
        Files.createDirectories(work);
        long seed = settings.seed() + i;
        String told = new Run(change, backend, settings, work, seed).run(tally);
        System.out.printf("  %-45s %-8s %s%n", change.name(), backend, told);
      }
    }
    return new Verdict()
        .count("kinds", changes.size())
        .count("backends", settings.backends().size())
        .count("migrated", tally.migrated)
        .count("refused", tally.refused)
        .count("silentAccepts", tally.silentAccepts)
        .count("wrong", tally.wrong)
        .require(
            tally.migrated + tally.refused == changes.size() * settings.backends().size(),
            "each change was migrated or refused, as it should be")
        .require(tally.silentAccepts == 0, "nothing was accepted that should be refused")
        .require(tally.wrong == 0, "every value is what the change makes of it");
  }

  private static List<SchemaChange> changes() {
    return Stream.of(
            ComponentChanges.all(),
            NumberChanges.all(),
            NestedChanges.all(),
            KeyChanges.all(),
            RefusedChanges.all())
        .flatMap(List::stream)
        .toList();
  }

  /** What came of the changes. */
  private static final class Tally {
    private int migrated;
    private int refused;
    private int silentAccepts;
    private int wrong;
  }

  /** One change on one backend. */
  private static final class Run {
    private final SchemaChange change;
    private final String backend;
    private final List<String> backends;
    private final Path work;
    private final SplittableRandom random;

    Run(SchemaChange change, String backend, Settings settings, Path work, long seed) {
      this.change = change;
      this.backend = backend;
      this.backends = settings.backends();
      this.work = work;
      this.random = new SplittableRandom(seed);
    }

    /** Counts what came of it, and says so. */
    String run(Tally tally) throws Exception {
      try (var before = ShapeCompiler.compile(change.before(), work.resolve("before"));
          var after = ShapeCompiler.compile(change.after(), work.resolve("after"))) {
        savepoint(before, backend, HALF, LATEST, "old");
        List<String> held = committed();
        if (!held.isEmpty()) {
          tally.wrong++;
          return "WRONG: the first life has written " + held.get(0);
        }
        try {
          savepoint(after, backend, HALF, "old", "new");
        } catch (MillraceException e) {
          return refusal(e, tally);
        }
        if (change.parts() != null) {
          tally.silentAccepts++;
          return "SILENTLY ACCEPTED";
        }
        String other = backends.get(random.nextInt(backends.size()));
        finish(after, other);
        List<String> expected = expected();
        List<String> seen = committed();
        if (!seen.equals(expected)) {
          tally.wrong++;
          return "WRONG: " + difference(expected, seen);
        }
        tally.migrated++;
        return "migrated, " + seen.size() + " values";
      }
    }

    private String refusal(MillraceException e, Tally tally) throws IOException {
      String message = String.valueOf(e.getMessage());
      String parts = change.parts();
      boolean right =
          parts != null
              && e.code() == ApiError.STATE_INCOMPATIBLE
              && message.contains("was stored as\n")
              && message.contains("and cannot be read as\n")
              && message.contains(parts)
              && committed().isEmpty();
      if (!right) {
        tally.wrong++;
        return "WRONG: " + message;
      }
      tally.refused++;
      return "refused at " + message.substring(message.indexOf("They part at ") + 13);
    }

    private void savepoint(ClassLoader classes, String on, long count, String from, String to)
        throws Exception {
      try (Job job = open(classes, on, new NumberSource(count, false), true, from)) {
        job.settle();
        job.savepoint(to);
      }
    }

    private void finish(ClassLoader classes, String on) throws Exception {
      try (Job job = open(classes, on, new NumberSource(ALL, true), false, "new")) {
        while (!job.status().over()) {
          job.step();
        }
        if (job.status() != JobStatus.FINISHED) {
          job.join();
        }
      }
    }

    private Job open(
        ClassLoader classes, String on, Source<Long> source, boolean holds, String from)
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
              classes
                  .loadClass("shape.Program")
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
      for (long n = 0; n < ALL; n++) {
        String value = value(n);
        String key = change.key().apply(n % 5);
        for (String window : List.of("tumbling", "sliding", "sliding", "session")) {
          lines.add(line(window, n, key, value));
        }
        lines.add(line("async", n, "", value));
        lines.add(line("list", n, key, value));
        lines.add(line("lasting-list", n, key, value));
        for (String map : List.of("map", "lasting-map", "rules")) {
          lines.add(line(map, n, change.key().apply(n), value));
        }
        if (n < 5) {
          for (String state : List.of("first", "lasting", "folded")) {
            lines.add(line(state, n, key, value));
          }
        }
        if (n < HALF) {
          lines.add(line("interval", n, key, value) + "|" + value(n + HALF));
          for (long m = HALF + n % 5; m < ALL; m += 5) {
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
}
