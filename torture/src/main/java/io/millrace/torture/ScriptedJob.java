package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.error.MillraceException;
import io.millrace.api.stream.Pipeline;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The job of {@link KillJob}, small, with a course of its own: checkpoints, of which old ones are
 * deleted, a savepoint, a stop, another start, the end of the input. It is stepped, so each run
 * does the same to files in the same order, until something is made to fail.
 */
final class ScriptedJob {
  /** How often an undisturbed course opens the job. */
  static final int LIVES = 2;

  private static final int LIVES_MAX = 24;

  /* Later than the events: a watermark does not run far ahead of the clock. */
  private static final long NOW_MS = 1_800_000_000_000L;

  /** Something that is asked of a job. */
  private interface Act {
    void on(Job job);
  }

  private static final List<Act> COURSE =
      List.of(
          steps(3),
          Job::checkpoint,
          steps(3),
          Job::checkpoint,
          steps(3),
          Job::checkpoint,
          steps(3),
          job -> job.savepoint("kept"),
          steps(3),
          Job::checkpoint,
          steps(2),
          job -> job.stop("halt"),
          steps(4),
          Job::checkpoint,
          steps(4));

  private final Oracle oracle;
  private final Path root;
  private final Pipeline pipeline;
  private final EngineOptions options;

  /**
   * A job that keeps everything below {@code root}.
   *
   * @param state where the backend keeps files of its own; null for a temporary directory
   */
  ScriptedJob(long seed, Path root, String backend, int parallelism, @Nullable Path state) {
    EventPlan plan = plan(seed);
    this.oracle = new Oracle(plan);
    this.root = root;
    this.pipeline = KillJob.pipeline(plan, 0, output());
    // A checkpoint of RocksDB takes many steps, and the input must outlast all of them.
    int batch = backend.equals("memory") ? 16 : 1;
    EngineOptions small =
        new EngineOptions(parallelism, backend, 4, batch, 8, true, null)
            .checkpoints(CheckpointOptions.into(checkpoints(), Duration.ZERO).retain(2));
    this.options = state == null ? small : small.stateDirectory(state);
  }

  private ScriptedJob(ScriptedJob other, EngineOptions options, Pipeline pipeline) {
    this.oracle = other.oracle;
    this.root = other.root;
    this.options = options;
    this.pipeline = pipeline;
  }

  /** The events of such a job. */
  static EventPlan plan(long seed) {
    return new EventPlan(seed, 2, 1_100, 6, 5);
  }

  /** The same, reading from another source. */
  ScriptedJob reading(Source<Event> source) {
    return new ScriptedJob(this, options, KillJob.pipeline(source, output()));
  }

  /** The same, starting again by itself a few times. */
  ScriptedJob restarting() {
    RestartPolicy policy = new RestartPolicy(3, Duration.ofHours(1), Duration.ZERO, Duration.ZERO);
    return new ScriptedJob(this, options.restart(policy), pipeline);
  }

  /** The same, going on from that checkpoint. */
  ScriptedJob from(Path checkpoint) {
    CheckpointOptions start = CheckpointOptions.into(checkpoints(), Duration.ZERO).from(checkpoint);
    return new ScriptedJob(this, options.checkpoints(start), pipeline);
  }

  Path output() {
    return root.resolve("out");
  }

  Path checkpoints() {
    return root.resolve("checkpoints");
  }

  /** The directories that look like complete checkpoints, savepoints among them, oldest first. */
  List<Path> complete(FileAccess files) throws IOException {
    List<Path> found = new ArrayList<>(directories(files, checkpoints()));
    found.addAll(directories(files, checkpoints().resolve("savepoints")));
    found.removeIf(path -> !files.exists(path.resolve("MANIFEST")));
    return found;
  }

  private static List<Path> directories(FileAccess files, Path parent) throws IOException {
    return files.isDirectory(parent) ? files.list(parent) : List.of();
  }

  Job open(Environment environment) {
    return Engine.local().options(options.environment(environment)).open(pipeline);
  }

  /** A disk in memory that promises nothing but what was asked of it. */
  static InMemoryFiles disk() {
    InMemoryFiles files = new SimulatedEnvironment(new SimulatedTime(NOW_MS)).files();
    files.strict();
    return files;
  }

  /** A process on such a disk. */
  static Environment on(InMemoryFiles disk) {
    return new SimulatedEnvironment(
        new SimulatedTime(NOW_MS), disk, new ProcessIdentity(7, "simulated"));
  }

  private static Act steps(int count) {
    return job -> {
      for (int i = 0; i < count && !job.status().over(); i++) {
        job.step();
      }
    };
  }

  /** Opens it and runs it to the end of its input, whatever was there before. */
  void toTheEnd(Environment environment) {
    try (Job job = open(environment)) {
      job.join();
    }
  }

  /**
   * The whole course, from its start.
   *
   * @param trouble is told of each failure; if it returns, the job is opened again where it is over
   *     and the course goes on
   * @return how often the job was opened
   */
  int course(Environment environment, Consumer<MillraceException> trouble) {
    List<MillraceException> told = new ArrayList<>();
    Consumer<MillraceException> telling = trouble.andThen(told::add);
    int lives = 0;
    int act = 0;
    while (lives < LIVES_MAX) {
      lives++;
      try (Job job = open(environment)) {
        while (!job.status().over()) {
          Act next = act < COURSE.size() ? COURSE.get(act) : Job::join;
          act++;
          attempt(job, next, telling);
        }
        if (job.status() == JobStatus.FINISHED) {
          return lives;
        }
      } catch (MillraceException e) {
        telling.accept(e);
      }
    }
    throw new IllegalStateException(
        "the job did not come to its end in " + lives + " lives", told.get(told.size() - 1));
  }

  private static void attempt(Job job, Act act, Consumer<MillraceException> trouble) {
    try {
      act.on(job);
    } catch (MillraceException e) {
      trouble.accept(e);
    }
  }

  /** How what a reader of the finished files sees differs from what it must be. */
  Totals compare(FileAccess files) throws IOException {
    return Totals.of(oracle.compare(output -> lines(files, output().resolve(output))));
  }

  private static List<String> lines(FileAccess files, Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    if (!files.isDirectory(directory)) {
      return lines;
    }
    for (Path part : files.list(directory)) {
      if (part.toString().endsWith(".txt")) {
        try (InputStream in = files.read(part, 0)) {
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
        }
      }
    }
    return lines;
  }
}
