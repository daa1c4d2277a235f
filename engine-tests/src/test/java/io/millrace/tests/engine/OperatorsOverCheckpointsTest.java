package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.state.MapState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.time.Watermarks;
import io.millrace.connector.files.Files;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handlers, running aggregates, joins and calls to something outside, in jobs that stop anywhere
 * and go on with other numbers of workers: what they write is what an undisturbed job writes.
 */
class OperatorsOverCheckpointsTest {
  private static final int EVENTS = 2_000;
  private static final List<String> OUTPUTS =
      List.of("buckets", "counts", "near", "together", "asked");

  record Tick(long number, String key, long timeMs) {}

  /** A call that nobody has answered. */
  record Call(Tick tick, CompletableFuture<Tick> answer) {}

  /** The other side of the calls; jobs are stepped on the test's thread. */
  private static final List<Call> CALLS = new ArrayList<>();

  @TempDir Path dir;

  private static Tick tick(long number) {
    Random random = new Random(number);
    return new Tick(number, "k" + random.nextInt(12), 1_000_000 + 2 * number - random.nextInt(40));
  }

  private static CompletableFuture<Tick> ask(Tick tick) {
    CompletableFuture<Tick> answer = new CompletableFuture<>();
    CALLS.add(new Call(tick, answer));
    return answer;
  }

  /** Answers some calls in any order, some of them with a failure. */
  private static void answer(Random random, int most) {
    for (int i = 0; i < most && !CALLS.isEmpty(); i++) {
      Call call = CALLS.remove(random.nextInt(CALLS.size()));
      if (random.nextInt(8) == 0) {
        call.answer().completeExceptionally(new IllegalStateException("busy"));
      } else {
        call.answer().complete(call.tick());
      }
    }
  }

  /** Counts events by time, and tells each count when its time is over. */
  private static final class Buckets implements Handler<String, Tick, String> {
    private MapState<Long, Long> counts;

    @Override
    public void open(StateAccess state) {
      counts = state.map(StateSpec.map("counts", Long.class, Long.class));
    }

    @Override
    public void onEvent(Tick value, HandlerContext<String> context, Output<String> out) {
      long bucket = Math.floorDiv(value.timeMs(), 70) * 70;
      Long before = counts.get(bucket);
      counts.put(bucket, before == null ? 1 : before + 1);
      context.timer("b" + bucket, TimeDomain.EVENT, bucket + 69);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<String> out) {
      long bucket = timer.timeMs() - 69;
      out.emit(context.key() + " " + bucket + " " + counts.get(bucket), timer.timeMs());
      counts.remove(bucket);
    }
  }

  private static Pipeline pipeline(Path out) {
    Pipeline pipeline = Pipeline.create("operators");
    var ticks =
        pipeline
            .from(
                "ticks",
                Sources.generate(Tick.class, EVENTS, OperatorsOverCheckpointsTest::tick)
                    .inSplits(3))
            .eventTimeMillis(Tick::timeMs, Watermarks.bounded(Duration.ofMillis(50)));
    KeyedStream<String, Tick> keyed = ticks.keyBy(Tick::key);
    keyed
        .process("buckets", Buckets::new)
        .to("buckets-out", Files.lineSink(out.resolve("buckets")));
    keyed
        .aggregate(
            "counts",
            Aggregates.both(
                Aggregates.<Tick>collect(),
                Aggregates.countDistinct(Tick::number),
                (all, distinct) -> all.get(0).key() + " " + all.size() + " " + distinct))
        .to("counts-out", Files.lineSink(out.resolve("counts")));
    KeyedStream<String, Tick> even = ticks.filter(t -> t.number() % 2 == 0).keyBy(Tick::key);
    KeyedStream<String, Tick> odd = ticks.filter(t -> t.number() % 2 == 1).keyBy(Tick::key);
    even.join("near", odd)
        .within(Duration.ofMillis(-15), Duration.ofMillis(20))
        .full((l, r) -> l.map(Tick::number).orElse(-1L) + " " + r.map(Tick::number).orElse(-1L))
        .to("near-out", Files.lineSink(out.resolve("near")));
    even.join("together", odd)
        .window(Windows.session(Duration.ofMillis(30)))
        .left((l, r) -> l.number() + " " + r.map(Tick::number).orElse(-1L))
        .to("together-out", Files.lineSink(out.resolve("together")));
    ticks
        .mapAsync(
            "ask",
            new AsyncSettings(false, 16, 60_000, 1_000, 0),
            OperatorsOverCheckpointsTest::ask)
        .keyBy(Tick::key)
        .window(Windows.tumbling(Duration.ofMillis(90)))
        .aggregate("asked", Aggregates.sumLong(Tick::number))
        .map(r -> r.key() + " " + r.start().toEpochMilli() + " " + r.value())
        .to("asked-out", Files.lineSink(out.resolve("asked")));
    return pipeline;
  }

  private static EngineOptions options(int workers, Path checkpoints) {
    return new EngineOptions(workers, "memory", 4, 64, 128, true, null)
        .checkpoints(CheckpointOptions.into(checkpoints, Duration.ZERO));
  }

  private static Map<String, List<String>> lines(Path out) throws IOException {
    Map<String, List<String>> lines = new TreeMap<>();
    for (String output : OUTPUTS) {
      List<String> all = new ArrayList<>();
      try (Stream<Path> parts = java.nio.file.Files.list(out.resolve(output))) {
        for (Path part : parts.filter(p -> p.toString().endsWith(".txt")).toList()) {
          all.addAll(java.nio.file.Files.readAllLines(part));
        }
      }
      all.sort(null);
      lines.put(output, all);
    }
    return lines;
  }

  private static JobStatus live(Job job, Random random, int steps, int checkpointEvery) {
    for (int step = 0; step < steps && !job.status().over(); step++) {
      job.step();
      answer(random, random.nextInt(6));
      if (checkpointEvery > 0 && random.nextInt(checkpointEvery) == 0 && !job.status().over()) {
        job.checkpoint();
      }
    }
    return job.status();
  }

  @Test
  void whenJobsStopAnywhere_thenEveryOperatorGoesOnAsIfNothingHadHappened() throws IOException {
    Path plain = dir.resolve("plain");
    EngineOptions undisturbed = options(1, dir.resolve("checkpoints"));
    try (Job job = Engine.local().options(undisturbed).open(pipeline(plain))) {
      assertThat(live(job, new Random(1), 1_000_000, 0)).isEqualTo(JobStatus.FINISHED);
    }
    Map<String, List<String>> expected = lines(plain);
    OUTPUTS.forEach(output -> assertThat(expected.get(output)).hasSizeGreaterThan(100));
    Seeds.forEach(
        6,
        seed -> {
          Path out = dir.resolve("out-" + seed);
          Random random = new Random(seed);
          JobStatus status = JobStatus.CANCELLED;
          for (int life = 0; life < 100 && status != JobStatus.FINISHED; life++) {
            CALLS.clear();
            EngineOptions options =
                options(1 + random.nextInt(3), dir.resolve("checkpoints-" + seed));
            try (Job job = Engine.local().options(options).open(pipeline(out))) {
              int steps = random.nextInt(life < 12 ? 150 : 1_000_000);
              status = live(job, random, steps, 20);
            }
          }
          assertThat(status).isEqualTo(JobStatus.FINISHED);
          Map<String, List<String>> seen = lines(out);
          OUTPUTS.forEach(
              output -> assertThat(seen.get(output)).as(output).isEqualTo(expected.get(output)));
        });
  }
}
