package io.millrace.torture;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.testkit.Leftovers;
import io.millrace.windowing.Windows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A job with state in RocksDB that starts again and again in one process: in turn after a failure
 * of its own, and as a new engine over the same directory.
 */
public final class RestartsJob {
  private final Arguments given;
  private final AtomicLong events = new AtomicLong();
  private volatile boolean failsNext;

  private RestartsJob(Arguments given) {
    this.given = given;
  }

  /** Restarts, and writes how much memory that took and what is left: as a process of its own. */
  public static void main(String[] args) throws Exception {
    Arguments given = Arguments.of(args);
    Path dir = given.path("dir");
    Leftovers before = Leftovers.now();
    long growthKib = new RestartsJob(given).run();
    List<String> left = before.since(Duration.ofSeconds(10));
    Files.writeString(dir.resolve("left"), String.join("\n", left));
    Files.writeString(dir.resolve("growth"), Long.toString(growthKib));
  }

  private Event seen(Event event) {
    if (failsNext) {
      failsNext = false;
      events.set(0);
      throw new IllegalStateException("a failure on purpose");
    }
    events.incrementAndGet();
    return event;
  }

  private Pipeline pipeline() {
    Pipeline pipeline = Pipeline.create("restarts");
    Stream<Event> stream =
        pipeline
            .from("events", new PacedSource(given.plan(), given.number("rate")))
            .eventTimeMillis(
                Event::timeMs, Watermarks.bounded(Duration.ofMillis(EventPlan.BOUND_MS)))
            .map(this::seen);
    stream
        .keyBy(Event::key)
        .window(Windows.tumbling(Duration.ofSeconds(1)))
        .aggregate("sums", Aggregates.sumLong(Event::value))
        .to("sums-out", Sinks.callback(result -> {}));
    stream
        .keyBy(Event::key)
        .process("keeper", FloodJob.Keeper::new)
        .to("keeper-out", Sinks.callback(id -> {}));
    return pipeline;
  }

  private Job start() {
    return Engine.local()
        .options(
            EngineOptions.DEFAULT
                .parallelism(given.number("parallelism"))
                .stateBackend("rocksdb")
                .stateMemoryBytes((long) given.number("budgetMiB") << 20)
                .checkpoints(
                    CheckpointOptions.into(
                        given.path("dir").resolve("checkpoints"), Duration.ofSeconds(1)))
                .restart(
                    new RestartPolicy(
                        Integer.MAX_VALUE,
                        Duration.ofDays(1),
                        Duration.ofMillis(1),
                        Duration.ofMillis(1))))
        .start(pipeline());
  }

  /** By how much the process has grown since it was warm, KiB. */
  private long run() throws Exception {
    int restarts = given.number("restarts");
    int warmUp = given.number("warmUp");
    long warm = 0;
    Job job = start();
    try {
      for (int restart = 1; restart <= restarts; restart++) {
        awaitEvents(job);
        job.checkpoint();
        if (restart % 2 == 0) {
          failsNext = true;
          while (failsNext) {
            TimeUnit.MILLISECONDS.sleep(1);
          }
        } else {
          job.close();
          events.set(0);
          job = start();
        }
        if (restart == warmUp) {
          awaitEvents(job);
          warm = resident();
        }
        if (restart % 25 == 0) {
          System.out.println(restart + " restarts, " + resident() / 1024 + " MiB");
        }
      }
      awaitEvents(job);
      return resident() - warm;
    } finally {
      job.close();
    }
  }

  private void awaitEvents(Job job) throws InterruptedException {
    while (events.get() < given.number("each")) {
      if (job.status().over()) {
        job.join(); // says why
        throw new IllegalStateException("the job is over: " + job.status());
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static long resident() {
    System.gc();
    return ProcessMemory.residentKib(ProcessHandle.current().pid());
  }
}
