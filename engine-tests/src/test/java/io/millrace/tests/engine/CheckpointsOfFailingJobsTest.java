package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.stream.Pipeline;
import io.millrace.testkit.Fault;
import io.millrace.testkit.FileOperation.Kind;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said to whoever asks for a checkpoint of a job that fails and starts again. */
final class CheckpointsOfFailingJobsTest {
  private static final Path CHECKPOINTS = Path.of("/checkpoints");
  private static final Duration HOUR = Duration.ofHours(1);

  private final SimulatedTime time = new SimulatedTime(1_000_000);
  private final SimulatedEnvironment world = new SimulatedEnvironment(time);

  /** The next event that is handled fails the job, once. */
  private boolean failing;

  private long handle(long value) {
    if (failing) {
      failing = false;
      throw new IllegalStateException("made to fail");
    }
    return value;
  }

  private Job open(Duration delay, long events) {
    Pipeline pipeline = Pipeline.create("failing");
    pipeline
        .from("numbers", Sources.generate(Long.class, events, n -> n))
        .map(this::handle)
        .to("seen", Sinks.callback(n -> {}));
    EngineOptions options =
        new EngineOptions(1, "memory", 4, 16, 128, true, null)
            .checkpoints(CheckpointOptions.into(CHECKPOINTS, Duration.ZERO))
            .restart(new RestartPolicy(1, HOUR, delay, delay))
            .environment(world);
    return Engine.local().options(options).open(pipeline);
  }

  private Job open(Duration delay) {
    return open(delay, 1_000_000);
  }

  private static MillraceException refused(Job job) {
    MillraceException refusal = catchThrowableOfType(MillraceException.class, job::checkpoint);
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static void assertFailed(MillraceException refusal) {
    assertThat(refusal.code()).as("%s", refusal).isEqualTo(ApiError.CHECKPOINT_FAILED);
    assertThat(refusal).hasMessageContaining("'failing' failed before the checkpoint was complete");
    assertThat(refusal).hasRootCauseMessage("made to fail");
  }

  @Test
  void whenTheRunFailsBeforeTheCheckpointBegins_thenWhoAskedHearsWhy() {
    try (Job job = open(Duration.ZERO)) {
      job.step();
      failing = true;
      assertFailed(refused(job));
      assertThat(failing).isFalse();
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING); // it has started again
      assertThat(job.checkpoint().id()).isEqualTo(1);
    }
  }

  @Test
  void whenTheRunFailsAfterTheCheckpointHasBegun_thenWhoAskedHearsWhy() {
    try (Job job = open(Duration.ZERO)) {
      job.step();
      world
          .files()
          .faults(
              operation -> {
                failing |= operation.kind() == Kind.CREATE_DIRECTORY;
                return null;
              });
      assertFailed(refused(job));
      assertThat(failing).isFalse();
      world.files().faults(Fault.Plan.NONE);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      assertThat(job.checkpoint().id()).isEqualTo(1);
    }
  }

  @Test
  void whenTheJobWaitsToStartAgain_thenWhoAsksHearsWhy() {
    try (Job job = open(HOUR)) {
      job.step();
      failing = true;
      while (failing) {
        job.step();
      }
      assertThat(job.status()).isEqualTo(JobStatus.RESTARTING);
      assertFailed(refused(job));
      time.advance(HOUR.toMillis());
      assertThat(job.step()).isTrue();
      assertThat(job.checkpoint().id()).isEqualTo(1);
    }
  }

  @Test
  void whenTheJobIsOver_thenNoCheckpointIsTakenOfIt() {
    try (Job job = open(HOUR, 10)) {
      job.join();
      assertThat(refused(job).code()).isEqualTo(ApiError.JOB_NOT_RUNNING);
    }
  }
}
