package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.error.ApiError;
import io.millrace.api.report.DurabilityReport;
import io.millrace.api.report.JobReport;
import io.millrace.api.stream.Pipeline;
import io.millrace.testkit.Fault;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a job's report says of its checkpoints. */
final class DurabilityReportTest {
  private final SimulatedTime time = new SimulatedTime(1_000_000);
  private final SimulatedEnvironment world = new SimulatedEnvironment(time);
  private final Engine engine = Engine.local().environment(world);
  private final Engine durable = engine.checkpoints(Path.of("/checkpoints"), Duration.ZERO);

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.create("numbers");
    pipeline
        .from("numbers", Sources.generate(Long.class, 1_000_000, n -> n))
        .to("nowhere", Sinks.callback(n -> {}));
    return pipeline;
  }

  @Test
  void whenAJobHasNoCheckpoints_thenNothingIsSaidOfThem() {
    try (Job job = engine.open(pipeline())) {
      JobReport report = job.report();
      assertThat(report.durability()).isNull();
      assertThat(report.text()).doesNotContain("checkpoints");
    }
  }

  @Test
  void whenCheckpointsAreTakenOrGivenUp_thenTheReportCountsThemAndSaysWhy() {
    try (Job job = durable.open(pipeline())) {
      assertThat(job.report().durability()).isEqualTo(new DurabilityReport(0, 0, null, 0, 0, 0, 0));
      job.step();
      job.checkpoint();
      world.files().faults(operation -> Fault.ENOSPC);
      assertThatThrownBy(job::checkpoint).hasMessageContaining(ApiError.CHECKPOINT_FAILED.name());
      world.files().faults(Fault.Plan.NONE);
      CheckpointReport last = job.savepoint("mine");

      JobReport report = job.report();

      DurabilityReport durability = report.durability();
      assertThat(durability).isNotNull();
      assertThat(durability.completed()).isEqualTo(2);
      assertThat(durability.givenUp()).isEqualTo(1);
      assertThat(durability.lastGivenUp()).contains(ApiError.CHECKPOINT_FAILED.name());
      assertThat(durability.lastId()).isEqualTo(last.id());
      assertThat(durability.lastBytes()).isEqualTo(last.bytes());
      assertThat(durability.restarts()).isZero();
      assertThat(report.json()).contains("\"givenUp\" : 1").contains("\"lastGivenUp\" : \"CHECKP");
      assertThat(report.text())
          .contains("checkpoints  given up  last")
          .contains("last given up: " + durability.lastGivenUp());
    }
    try (Job next = durable.open(pipeline())) {
      DurabilityReport durability = next.report().durability();
      assertThat(durability).isNotNull();
      assertThat(durability.completed()).isZero();
      assertThat(durability.lastId()).isEqualTo(3);
      assertThat(durability.lastBytes()).isZero();
    }
  }
}
