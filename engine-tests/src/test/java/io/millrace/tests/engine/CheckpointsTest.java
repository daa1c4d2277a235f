package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.connector.files.Files;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that stop in the middle and go on from a checkpoint write what an undisturbed one does. */
final class CheckpointsTest {
  record Tick(long number, String key, long timeMs, int value) {}

  @TempDir Path dir;

  private static Tick tick(long number) {
    Random random = new Random(number);
    return new Tick(
        number,
        "k" + random.nextInt(20),
        1_000_000 + number - random.nextInt(40),
        random.nextInt(9));
  }

  private static Pipeline pipeline(Path out) {
    Pipeline pipeline = Pipeline.create("sums");
    var sums =
        pipeline
            .from("ticks", Sources.generate(Tick.class, 20_000, CheckpointsTest::tick).inSplits(3))
            .eventTimeMillis(Tick::timeMs, Watermarks.bounded(Duration.ofMillis(20)))
            .keyBy(Tick::key)
            .window(Windows.tumbling(Duration.ofMillis(100)))
            .aggregate("sums", Aggregates.sum(Tick::value));
    sums.map(r -> r.key() + " " + r.start().toEpochMilli() + " " + r.value())
        .to("out", Files.lineSink(out.resolve("sums")));
    sums.late()
        .map(late -> "" + late.value().number())
        .to("late", Files.lineSink(out.resolve("late")));
    return pipeline;
  }

  private static List<String> lines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = java.nio.file.Files.list(directory)) {
      for (Path part : parts.filter(p -> p.toString().endsWith(".txt")).toList()) {
        lines.addAll(java.nio.file.Files.readAllLines(part));
      }
    }
    lines.sort(null);
    return lines;
  }

  private static EngineOptions options(int workers, Path checkpoints) {
    return new EngineOptions(workers, "memory", 4, 64, 128, true, null)
        .checkpoints(CheckpointOptions.into(checkpoints, Duration.ZERO).retain(1));
  }

  @Test
  void whenStoppedAnywhere_thenTheOutputIsThatOfAnUndisturbedRun() throws IOException {
    Engine.local().run(pipeline(dir.resolve("plain")));
    List<String> expected = lines(dir.resolve("plain/sums"));
    List<String> expectedLate = lines(dir.resolve("plain/late"));
    assertThat(expected).hasSizeGreaterThan(1000);
    assertThat(expectedLate).isNotEmpty();
    Seeds.forEach(
        5,
        seed -> {
          Path out = dir.resolve("out-" + seed);
          Path checkpoints = dir.resolve("checkpoints-" + seed);
          Random random = new Random(seed);
          JobStatus status = JobStatus.CANCELLED;
          for (int life = 0; life < 200 && status != JobStatus.FINISHED; life++) {
            int workers = 1 + random.nextInt(3);
            try (Job job =
                Engine.local().options(options(workers, checkpoints)).open(pipeline(out))) {
              status = live(job, random, life);
            }
          }
          assertThat(status).isEqualTo(JobStatus.FINISHED);
          assertSame(lines(out.resolve("late")), expectedLate);
          assertSame(lines(out.resolve("sums")), expected);
          assertSame(lines(out.resolve("late")), expectedLate);
        });
  }

  private static void assertSame(List<String> seen, List<String> expected) {
    List<String> lost = new ArrayList<>(expected);
    seen.forEach(lost::remove);
    List<String> extra = new ArrayList<>(seen);
    expected.forEach(extra::remove);
    assertThat(lost).as("lost; what was written besides: %s", extra).isEmpty();
    assertThat(extra).as("written and not expected").isEmpty();
  }

  /** A savepoint is its owner's: nothing that comes later may need it. */
  private static void delete(Path savepoint) throws IOException {
    try (Stream<Path> files = java.nio.file.Files.list(savepoint)) {
      for (Path file : files.toList()) {
        java.nio.file.Files.delete(file);
      }
    }
    java.nio.file.Files.delete(savepoint);
  }

  private static JobStatus live(Job job, Random random, int life) throws IOException {
    int steps = random.nextInt(life < 10 ? 200 : 100_000);
    for (int step = 0; step < steps && !job.status().over(); step++) {
      job.step();
      if (random.nextInt(40) == 0 && !job.status().over()) {
        if (random.nextInt(3) == 0) {
          delete(job.savepoint("life-" + life + "-step-" + step).path());
        } else {
          job.checkpoint();
        }
      }
    }
    return job.status();
  }
}
