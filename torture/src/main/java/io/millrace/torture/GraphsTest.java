package io.millrace.torture;

import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.StepOrder;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.SeededOrder;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * T11: random graphs whose channels have one slot, so that whoever is behind holds up whoever is
 * before, with checkpoints in the middle of that. They come to an end with the results of a job
 * without channels, and each checkpoint is complete or says why not.
 */
final class GraphsTest implements TortureTest {
  /** A step does a batch; the longest of these jobs needs a tenth of it. */
  private static final int STEPS_MAX = 200_000;

  private static final int WORKERS_MAX = 3;
  private static final Path DIRECTORY = Path.of("/checkpoints");

  @Override
  public String about() {
    return "random graphs with channels of one slot, and checkpoints under back-pressure";
  }

  @Override
  public Verdict run(Settings settings) {
    int seeds = settings.cases(1_000, 10_000);
    Counts counts = new Counts();
    List<Long> failed = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = settings.seed() + i;
      List<List<String>> expected = undisturbed(seed);
      for (int workers = 1; workers <= WORKERS_MAX; workers++) {
        Run run = new Run(seed, workers, counts);
        if (!run.givesAtTheEnd(expected)) {
          failed.add(seed);
          System.out.println("  replay: bin/torture T11 --seed " + seed + " --only 1");
        }
      }
      if (i % 250 == 249) {
        System.out.printf("  %d seeds, %s%n", i + 1, counts);
      }
    }
    return new Verdict()
        .count("seeds", seeds)
        .count("workers1", counts.runs[0])
        .count("workers2", counts.runs[1])
        .count("workers3", counts.runs[2])
        .count("checkpoints", counts.checkpoints)
        .count("timedOut", counts.timedOut)
        .count("stuck", counts.stuck)
        .count("wrong", counts.wrong)
        .require(counts.stuck == 0, "every graph comes to an end")
        .require(counts.wrong == 0, "it gives what one worker gives, unlike " + failed)
        .require(counts.checkpoints > seeds, "checkpoints were taken");
  }

  private static List<List<String>> undisturbed(long seed) {
    RandomGraph graph = new RandomGraph(seed);
    Engine.local().options(EngineOptions.DEFAULT).run(graph.pipeline());
    return graph.results();
  }

  private static final class Counts {
    private final int[] runs = new int[WORKERS_MAX];
    private long checkpoints;
    private long timedOut;
    private int stuck;
    private int wrong;

    @Override
    public String toString() {
      return checkpoints
          + " checkpoints, "
          + timedOut
          + " timed out, "
          + stuck
          + " stuck, "
          + wrong
          + " wrong";
    }
  }

  /** Too many steps were taken. */
  private static final class Stuck extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** One job over one graph, whose steps go in any order. */
  private static final class Run implements StepOrder {
    private final SplittableRandom random;
    private final SimulatedTime time = new SimulatedTime(0);
    private final SeededOrder order;
    private final RandomGraph graph;
    private final EngineOptions options;
    private final String name;
    private final Counts counts;
    private int steps;

    Run(long seed, int workers, Counts counts) {
      this.random = new SplittableRandom(seed * WORKERS_MAX + workers);
      this.order = new SeededOrder(random, 5 + random.nextInt(100));
      this.graph = new RandomGraph(seed);
      this.counts = counts;
      this.name = "seed " + seed + ", " + workers + " workers";
      // Some time-outs are so short that a checkpoint behind full channels does not make it.
      Duration timeout = Duration.ofMillis(random.nextInt(4) == 0 ? 20 : 1_000_000);
      this.options =
          new EngineOptions(workers, "memory", 1, 1 + random.nextInt(10), 16, true, world())
              .checkpoints(CheckpointOptions.into(DIRECTORY, Duration.ZERO).timeout(timeout));
      counts.runs[workers - 1]++;
    }

    private SimulatedEnvironment world() {
      return new SimulatedEnvironment(
          time, new SimulatedEnvironment(time).files(), new ProcessIdentity(1, "here"), this);
    }

    @Override
    public int next(List<String> parts) {
      if (++steps > STEPS_MAX) {
        throw new Stuck();
      }
      if (random.nextInt(8) == 0) {
        time.advance(1);
      }
      return order.next(parts);
    }

    boolean givesAtTheEnd(List<List<String>> expected) {
      Job job = Engine.local().options(options).open(graph.pipeline());
      try (job) {
        while (!job.status().over()) {
          job.step();
          if (random.nextInt(60) == 0 && !job.status().over()) {
            checkpoint(job);
          }
        }
      } catch (MillraceException e) {
        tell(job, e);
        return false;
      }
      if (!graph.results().equals(expected)) {
        counts.wrong++;
        System.out.println("  " + name + ": other results than without channels");
        return false;
      }
      return true;
    }

    private void checkpoint(Job job) {
      try {
        job.checkpoint();
        counts.checkpoints++;
      } catch (MillraceException e) {
        if (e.code() != ApiError.TIMED_OUT && e.code() != ApiError.JOB_NOT_RUNNING) {
          throw e;
        }
        counts.timedOut += e.code() == ApiError.TIMED_OUT ? 1 : 0;
      }
    }

    private void tell(Job job, MillraceException e) {
      if (e.getCause() instanceof Stuck) {
        counts.stuck++;
        System.out.println("  " + name + " is stuck; who has taken what, and waits for whom:");
        System.out.println(job.report().text());
        System.out.println(job.explain());
      } else {
        counts.wrong++;
        System.out.println("  " + name + ": " + e);
      }
    }
  }
}
