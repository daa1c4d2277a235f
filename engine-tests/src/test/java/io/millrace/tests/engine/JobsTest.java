package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Overflow;
import io.millrace.api.connector.PushSource;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.ErrorKind;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.JobReport;
import io.millrace.api.stream.Pipeline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources, sinks, pressure between them, failures and ends of jobs. */
class JobsTest {
  private static Pipeline pipeline(PushSource<Long> source, CollectSink<Long> sink) {
    Pipeline p = Pipeline.create("jobs");
    p.from("numbers", source).to("out", sink);
    return p;
  }

  private static ApiError code(Throwable e) {
    return (ApiError) ((MillraceException) e).code();
  }

  @Test
  void whenBufferIsFullAndPolicyIsToFail_thenPushFailsAndIsCounted() {
    PushSource<Long> source = Sources.push(Long.class, 2, Overflow.FAIL);
    source.offer(1L);
    source.offer(2L);

    assertThatThrownBy(() -> source.offer(3L))
        .isInstanceOf(MillraceException.class)
        .extracting(JobsTest::code)
        .isEqualTo(ApiError.BUFFER_FULL);
    assertThat(source.counts()).isEqualTo(new PushSource.Counts(2, 0, 0, 1, 0, 2));
  }

  @Test
  void whenBufferIsFullAndNewestAreDropped_thenTheOldestArrive() {
    PushSource<Long> source = Sources.push(Long.class, 2, Overflow.DROP_NEWEST);
    CollectSink<Long> sink = Sinks.collect();
    try (Job job = Engine.local().open(pipeline(source, sink))) {
      assertThat(source.offer(1L)).isTrue();
      assertThat(source.offer(2L)).isTrue();
      assertThat(source.offer(3L)).isFalse();
      job.settle();
      assertThat(source.offer(4L)).isTrue();
      source.end();
      job.join();
    }

    assertThat(sink.values()).containsExactly(1L, 2L, 4L);
    assertThat(source.counts()).isEqualTo(new PushSource.Counts(3, 0, 1, 0, 0, 0));
  }

  @Test
  void whenBufferIsFullAndOldestAreDropped_thenTheNewestArrive() {
    PushSource<Long> source = Sources.push(Long.class, 2, Overflow.DROP_OLDEST);
    CollectSink<Long> sink = Sinks.collect();
    try (Job job = Engine.local().open(pipeline(source, sink))) {
      for (long i = 1; i <= 5; i++) {
        assertThat(source.offer(i)).isTrue();
      }
      source.end();
      job.join();
    }

    assertThat(sink.values()).containsExactly(4L, 5L);
    assertThat(source.counts()).isEqualTo(new PushSource.Counts(5, 3, 0, 0, 0, 0));
  }

  @Test
  void whenBufferIsFullAndPolicyIsToBlock_thenThePusherWaitsAndNothingIsLost() throws Exception {
    PushSource<Long> source = Sources.push(Long.class, 2, Overflow.BLOCK);
    CollectSink<Long> sink = Sinks.collect();
    Thread pusher =
        new Thread(
            () -> {
              LongStream.range(0, 1_000).forEach(source::offer);
              source.end();
            });
    try (Job job = Engine.local().open(pipeline(source, sink))) {
      pusher.start();
      while (source.counts().blocked() == 0) {
        Thread.onSpinWait();
      }
      assertThat(source.counts().waiting()).isEqualTo(2);
      job.join();
    }
    pusher.join();

    assertThat(sink.values())
        .containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
    assertThat(source.counts().accepted()).isEqualTo(1_000);
  }

  @Test
  void whenJobIsClosedWhileAPusherWaits_thenThePushFails() throws Exception {
    PushSource<Long> source = Sources.push(Long.class, 1, Overflow.BLOCK);
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Job job = Engine.local().open(pipeline(source, Sinks.collect()));
    source.offer(1L);
    Thread pusher =
        new Thread(
            () -> {
              try {
                source.offer(2L);
              } catch (MillraceException e) {
                seen.set(e);
              }
            });
    pusher.start();
    while (source.counts().blocked() == 0) {
      Thread.onSpinWait();
    }
    job.close();
    pusher.join();

    assertThat(code(seen.get())).isEqualTo(ApiError.JOB_NOT_RUNNING);
  }

  @Test
  void whenCallbackPushesIntoItsOwnSource_thenTheNewEventsArriveToo() {
    PushSource<Long> source = Sources.push(Long.class, 10, Overflow.FAIL);
    List<Long> seen = new ArrayList<>();
    Pipeline p = Pipeline.create("feedback");
    p.from("numbers", source)
        .to(
            "out",
            Sinks.<Long>callback(
                value -> {
                  seen.add(value);
                  if (value < 3) {
                    source.offer(value + 1);
                  } else {
                    source.end();
                  }
                }));
    source.offer(1L);
    Engine.local().run(p);

    assertThat(seen).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whenGeneratorHasSplits_thenEachNumberComesOnce() {
    for (int workers = 1; workers <= 3; workers++) {
      CollectSink<Long> sink = Sinks.collect();
      Pipeline p = Pipeline.create("generated");
      p.from("numbers", Sources.generate(Long.class, 1_003, i -> i).inSplits(4)).to("out", sink);
      JobReport report = Engine.local().parallelism(workers).run(p);

      assertThat(sink.values())
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 1_003).boxed().toList());
      assertThat(report.splits()).hasSize(4);
      assertThat(report.eventsRead()).isEqualTo(1_003);
    }
  }

  @Test
  void whenCollectionsAreSplits_thenEachKeepsItsOrder() {
    CollectSink<Long> sink = Sinks.collect();
    Pipeline p = Pipeline.create("lists");
    p.from(
            "numbers",
            Sources.splits(Long.class, List.of(List.of(1L, 2L), List.of(), List.of(11L, 12L))))
        .to("out", sink);
    Engine.local().run(p);

    assertThat(sink.values()).containsSubsequence(1L, 2L).containsSubsequence(11L, 12L).hasSize(4);
  }

  @Test
  void whenSinkPrints_thenEachResultIsALine() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Pipeline p = Pipeline.create("printed");
    p.from("numbers", Sources.of(Long.class, 1L, 2L))
        .to("out", Sinks.print(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
    Engine.local().run(p);

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("1", "2");
  }

  @Test
  void whenSinkIsSlow_thenOnlySoManyEventsPileUp() {
    AtomicLong made = new AtomicLong();
    AtomicLong written = new AtomicLong();
    AtomicLong most = new AtomicLong();
    Pipeline p = Pipeline.create("pressure");
    p.from("numbers", Sources.generate(Long.class, 20_000, i -> i).inSplits(2))
        .peek(value -> made.incrementAndGet())
        .keyBy(value -> value % 10)
        .reduce("last", (a, b) -> b)
        .to(
            "out",
            Sinks.<Long>callback(
                value -> {
                  most.accumulateAndGet(made.get() - written.get(), Math::max);
                  for (int i = 0; i < 200; i++) {
                    Thread.onSpinWait();
                  }
                  written.incrementAndGet();
                }));
    EngineOptions options = new EngineOptions(2, "memory", 2, 16, 128, true, null);
    Engine.local().options(options).run(p);

    assertThat(written).hasValue(20_000);
    // For each of four channels its slots and what one step may leave waiting; batches being worked
    // on.
    assertThat(most.get()).isPositive().isLessThanOrEqualTo(16L * (4 * 3 + 4));
  }

  @Test
  void whenUserFunctionThrowsOnAWorker_thenJoinTellsWhere() {
    Pipeline p = Pipeline.create("failing");
    p.from("numbers", Sources.generate(Long.class, 5_000, i -> i))
        .map(value -> 1_000_000 / (value - 4_321))
        .to("out", Sinks.collect());
    for (int workers = 1; workers <= 2; workers++) {
      Job job = Engine.local().parallelism(workers).start(p);
      assertThatThrownBy(job::join)
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("map-1")
          .hasMessageContaining("numbers/0")
          .hasMessageContaining("offset 4321")
          .hasCauseInstanceOf(ArithmeticException.class)
          .extracting(JobsTest::code)
          .isEqualTo(ApiError.OPERATOR_FAILED);
      assertThat(job.status()).isEqualTo(JobStatus.FAILED);
      job.close();
    }
  }

  @Test
  void whenRunningJobIsCancelled_thenItStopsAndLetsGo() {
    for (int workers = 1; workers <= 2; workers++) {
      PushSource<Long> source = Sources.push(Long.class);
      Job job = Engine.local().parallelism(workers).start(pipeline(source, Sinks.collect()));
      source.offer(1L);
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
      job.cancel();

      assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
      assertThatThrownBy(() -> source.offer(2L)).isInstanceOf(MillraceException.class);
      job.close();
      job.close();
      assertThat(job.report().status()).isEqualTo("CANCELLED");
    }
  }

  @Test
  void whenUserCodeCancelsItsOwnJob_thenItStopsWithoutWaitingForItself() {
    for (boolean threads : new boolean[] {false, true}) {
      AtomicReference<Job> self = new AtomicReference<>();
      CountDownLatch known = new CountDownLatch(1);
      AtomicInteger seen = new AtomicInteger();
      Pipeline p = Pipeline.create("self");
      p.from("numbers", Sources.push(Long.class))
          .to(
              "out",
              Sinks.<Long>callback(
                  value -> {
                    await(known);
                    seen.incrementAndGet();
                    self.get().cancel();
                  }));
      PushSource<Long> source = source(p);
      Job job = threads ? Engine.local().start(p) : Engine.local().open(p);
      self.set(job);
      known.countDown();
      source.offer(1L);
      job.join();

      assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
      assertThat(seen).hasValue(1);
    }
  }

  @SuppressWarnings("unchecked")
  private static PushSource<Long> source(Pipeline p) {
    var read = (io.millrace.api.plan.Step.Read) p.plan().node("numbers").step();
    return (PushSource<Long>) read.source();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whenReportIsAskedForByAnotherThread_thenNumbersOnlyGrow() {
    Pipeline p = Pipeline.create("watched");
    p.from("numbers", Sources.generate(Long.class, 300_000, i -> i).inSplits(2))
        .keyBy(value -> value % 100)
        .reduce("last", (a, b) -> b)
        .to("out", Sinks.<Long>callback(value -> {}));
    try (Job job = Engine.local().parallelism(2).start(p)) {
      long before = 0;
      while (!job.status().over()) {
        JobReport report = job.report();
        assertThat(report.eventsRead()).isGreaterThanOrEqualTo(before);
        before = report.eventsRead();
        assertThat(report.text()).contains("watched");
      }
      assertThat(job.join().eventsRead()).isEqualTo(300_000);
    }
  }

  @Test
  void whenKeysAreIntegers_thenResultsHaveIntegerKeys() {
    Supplier<Pipeline> make = () -> Pipeline.create("integers");
    for (int workers = 1; workers <= 2; workers++) {
      CollectSink<Object> keys = Sinks.collect();
      Pipeline p = make.get();
      p.from("numbers", Sources.of(Integer.class, 1, 2, 3))
          .keyBy(value -> value % 2)
          .window(io.millrace.windowing.Windows.globalUntilEnd())
          .count("count")
          .map(result -> (Object) result.key())
          .to("out", keys);
      Engine.local().parallelism(workers).run(p);

      assertThat(keys.values()).containsExactlyInAnyOrder(0, 1);
      assertThat(keys.values()).allMatch(Integer.class::isInstance);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whenMemoryHasRunOut_thenTheMachineIsToBlame(boolean threads) {
    Pipeline p = Pipeline.create("memory");
    p.from("numbers", Sources.of(Integer.class, 1, 2))
        .map(
            number -> {
              if (number == 2) {
                throw new OutOfMemoryError();
              }
              return number;
            })
        .to("out", Sinks.collect());
    Engine engine = Engine.local().parallelism(2);
    try (Job job = threads ? engine.start(p) : engine.open(p)) {
      assertThatThrownBy(job::join)
          .hasMessageContaining("-Xmx")
          .hasCauseInstanceOf(OutOfMemoryError.class)
          .satisfies(e -> assertThat(code(e)).isEqualTo(ApiError.MEMORY_EXHAUSTED))
          .satisfies(e -> assertThat(code(e).kind()).isEqualTo(ErrorKind.RESOURCE));
      assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    }
  }
}
