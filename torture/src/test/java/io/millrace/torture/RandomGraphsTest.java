package io.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.testkit.Seeds;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random graphs of operators end, lose nothing and give the same on any number of workers. */
class RandomGraphsTest {
  private static List<List<String>> run(long seed, EngineOptions options, boolean threads) {
    RandomGraph graph = new RandomGraph(seed);
    Engine engine = Engine.local().options(options);
    JobReport report;
    try (Job job = threads ? engine.start(graph.pipeline()) : engine.open(graph.pipeline())) {
      if (!threads) {
        int steps = 0;
        while (!job.status().over() && steps++ < 100_000) {
          job.step();
        }
        assertThat(job.status().over()).as("it comes to an end").isTrue();
      }
      report = job.join();
    }
    for (OperatorReport operator : report.operators()) {
      assertThat(operator.unaccounted()).as("events lost in %s", operator).isZero();
    }
    return graph.results();
  }

  @Test
  void whenChannelsHaveOneSlot_thenRandomGraphsEndWithTheResultsOfOneWorker() {
    Seeds.forEach(
        1_000,
        seed -> {
          Random random = new Random(seed);
          List<List<String>> expected = run(seed, EngineOptions.DEFAULT, false);
          for (int workers = 1; workers <= 2; workers++) {
            EngineOptions options =
                new EngineOptions(workers, "memory", 1, 1 + random.nextInt(10), 128, true, null);
            boolean threads = seed % 20 == 0;
            assertThat(run(seed, options, threads))
                .as("%d workers, %s", workers, options)
                .isEqualTo(expected);
          }
        });
  }
}
