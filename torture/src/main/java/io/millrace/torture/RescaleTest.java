package io.millrace.torture;

import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.stream.Pipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * T7: a job stops anywhere and goes on with another number of workers and another state backend, in
 * random chains that all hold 1, 2, 3 and 1 workers. What is written in the end is compared with an
 * oracle.
 */
final class RescaleTest implements TortureTest {
  private static final int[] WORKERS = {1, 2, 3, 1};

  @Override
  public String about() {
    return "chains of restarts with other numbers of workers and other state backends";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    int chains = settings.scale(20, 200);
    long restarts = 0;
    long switches = 0;
    long lost = 0;
    long duplicated = 0;
    long wrong = 0;
    for (int chain = 0; chain < chains; chain++) {
      EventPlan plan = new EventPlan(settings.seed() + chain, 3, 4_000, 50, 5);
      Path dir = settings.work().resolve("chain-" + chain);
      Files.createDirectories(dir);
      Chain run = new Chain(plan, dir, settings.backends());
      run.toTheEnd();
      restarts += run.restarts;
      switches += run.switches;
      for (Oracle.Difference difference : KillTest.compare(plan, dir.resolve("out"))) {
        lost += difference.lost();
        duplicated += difference.duplicated();
        wrong += difference.wrong();
        if (!difference.none()) {
          System.out.println("  chain " + chain + ": " + difference);
        }
      }
      if (chain % 10 == 9) {
        System.out.printf(
            "  %d chains, %d restarts, %d of them with another backend%n",
            chain + 1, restarts, switches);
      }
      if (lost + duplicated + wrong == 0) {
        Torture.delete(dir);
      }
    }
    return new Verdict()
        .count("chains", chains)
        .count("restarts", restarts)
        .count("backendSwitches", switches)
        .count("lost", lost)
        .count("duplicated", duplicated)
        .count("wrong", wrong)
        .require(lost + duplicated + wrong == 0, "the output is that of an undisturbed run");
  }

  /** One chain of lives of one job. */
  private static final class Chain {
    private final EventPlan plan;
    private final Path dir;
    private final List<String> backends;
    private final SplittableRandom random;
    private int restarts;
    private int switches;

    Chain(EventPlan plan, Path dir, List<String> backends) {
      this.plan = plan;
      this.dir = dir;
      this.backends = backends;
      this.random = new SplittableRandom(plan.seed());
    }

    void toTheEnd() {
      String backend = backends.get(0);
      for (int life = 0; ; life++) {
        int workers = life < WORKERS.length ? WORKERS[life] : 1 + random.nextInt(3);
        if (live(workers, backend, life) == JobStatus.FINISHED) {
          return;
        }
        restarts++;
        String next = backends.get(random.nextInt(backends.size()));
        switches += next.equals(backend) ? 0 : 1;
        backend = next;
      }
    }

    /** Steps a job for a while, with checkpoints now and then, and leaves it as a crash would. */
    private JobStatus live(int workers, String backend, int life) {
      EngineOptions options =
          new EngineOptions(workers, backend, 1 + random.nextInt(4), 64, 128, true, null)
              .checkpoints(CheckpointOptions.into(dir.resolve("checkpoints"), Duration.ZERO));
      Pipeline pipeline = KillJob.pipeline(plan, 0, dir.resolve("out"));
      int steps = life < 8 ? 5 + random.nextInt(30) : Integer.MAX_VALUE;
      try (Job job = Engine.local().options(options).open(pipeline)) {
        for (int step = 0; step < steps && !job.status().over(); step++) {
          job.step();
          if (random.nextInt(8) == 0 && !job.status().over()) {
            job.checkpoint();
          }
        }
        return job.status();
      }
    }
  }
}
