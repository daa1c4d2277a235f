package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Overflow;
import io.millrace.api.connector.PushSource;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowedStream;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowResult.Firing;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import io.millrace.windowing.Triggers;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of input closes everything, and an input that has ended closes nothing for others. */
class EndOfInputTest {
  private static final long START = 1_000_000;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int KEYS = 5_000;

  record Event(int key, long timeMs) {}

  private final SimulatedTime time = new SimulatedTime(START);
  private final Pipeline p = Pipeline.create("end");
  private final CollectSink<WindowResult<Integer, Long>> out = Sinks.collect();

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  /** Two events of each key, in two splits. */
  private static List<List<Event>> input(int keys) {
    List<List<Event>> splits = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 2 * keys; i++) {
      splits.get(i % 2).add(new Event(i / 2, i));
    }
    return splits;
  }

  private KeyedStream<Integer, Event> keyed(int keys) {
    return p.from("events", Sources.splits(Event.class, input(keys)))
        .eventTimeMillis(Event::timeMs, Watermarks.bounded(ms(5)))
        .keyBy(Event::key);
  }

  private JobReport run(int workers) {
    Engine engine = Engine.local().parallelism(workers).environment(new SimulatedEnvironment(time));
    try (Job job = engine.open(p)) {
      job.settle();
      assertThat(job.status().over()).isTrue();
      JobReport report = job.join();
      for (OperatorReport operator : report.operators()) {
        assertThat(operator.unaccounted()).as("events lost in %s", operator).isZero();
        assertThat(operator.openWindows()).as("open windows of %s", operator).isZero();
      }
      return report;
    }
  }

  private void assertEachKeyOnce(long value) {
    assertThat(out.values())
        .hasSize(KEYS)
        .allMatch(result -> result.value() == value && result.firing() == Firing.ON_TIME);
    assertThat(out.values().stream().map(WindowResult::key).distinct()).hasSize(KEYS);
  }

  private void countAtEnd(WindowAssigner<Object> windows, int workers) {
    keyed(KEYS).window(windows).count("counts").to("out", out);
    run(workers);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenTumblingByProcessingTime_thenTheEndFires(int workers) {
    countAtEnd(Windows.tumbling(HOUR).processingTime(), workers);
    assertEachKeyOnce(2);
    assertThat(time.wallMillis()).isEqualTo(START);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenSlidingByProcessingTime_thenTheEndFiresAllThatAreOpen(int workers) {
    countAtEnd(Windows.sliding(HOUR, Duration.ofMinutes(20)).processingTime(), workers);
    assertThat(out.values()).hasSize(3 * KEYS).allMatch(result -> result.value() == 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenSessionsByProcessingTime_thenTheEndFires(int workers) {
    countAtEnd(Windows.session(HOUR).processingTime(), workers);
    assertEachKeyOnce(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenPreviewsComeByTheClock_thenTheEndShowsEachWindowOnce(int workers) {
    keyed(KEYS)
        .window(Windows.tumbling(HOUR).processingTime())
        .earlyEveryWall(Duration.ofSeconds(1))
        .count("counts")
        .to("out", out);
    run(workers);
    assertEachKeyOnce(2);
  }

  @Test
  void whenTriggerRunsOnByTheClock_thenTheEndShowsEachWindowOnce() {
    WindowedStream<Integer, Event> windows =
        keyed(KEYS)
            .window(Windows.tumbling(HOUR).processingTime())
            .trigger(Triggers.continuousProcessingTime(Duration.ofSeconds(1)));
    windows.count("counts").to("out", out);
    run(1);
    assertEachKeyOnce(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenGlobalWindowsHaveTimersOfTheClock_thenTheEndShowsWhatTheyPromised(int workers) {
    WindowedStream<Integer, Event> windows =
        keyed(3)
            .window(Windows.global())
            .trigger(Triggers.continuousProcessingTime(Duration.ofSeconds(1)));
    windows.count("counts").to("out", out);
    Engine engine = Engine.local().parallelism(workers).environment(new SimulatedEnvironment(time));
    engine.open(p).settle();
    assertThat(out.values()).hasSize(3).allMatch(result -> result.value() == 2);
  }

  @Test
  void whenCountsAreNotFull_thenTheEndDoesNotShowThem() {
    keyed(3).window(Windows.count(3)).count("counts").to("out", out);
    Engine.local().environment(new SimulatedEnvironment(time)).open(p).settle();
    assertThat(out.values()).isEmpty();
  }

  /** What the end closes is on time for windows that follow, here ones taken apart. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenWindowsOfEventTimeFollow_thenWhatTheEndClosesIsNotLateForThem(int workers) {
    CollectSink<WindowResult<Long, Long>> totals = Sinks.collect();
    keyed(KEYS)
        .window(Windows.tumbling(ms(KEYS)))
        .count("event-time")
        .filter(result -> result.value() > 0)
        .keyBy(WindowResult::key)
        .window(Windows.tumbling(HOUR).processingTime())
        .count("processing-time")
        .keyBy(result -> 1L)
        .window(Windows.tumbling(HOUR))
        .aggregate("total", Aggregates.count())
        .to("totals", totals);
    JobReport report = run(workers);

    assertThat(report.late()).isZero();
    assertThat(totals.values()).extracting(WindowResult::value).containsExactly((long) KEYS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenJoinedByProcessingTime_thenTheEndFires(int workers) {
    CollectSink<String> pairs = Sinks.collect();
    keyed(100)
        .join("join", p.from("right", Sources.splits(Event.class, input(100))).keyBy(Event::key))
        .window(Windows.tumbling(HOUR).processingTime())
        .inner((l, r) -> l.key() + " " + r.key())
        .to("pairs", pairs);
    run(workers);
    assertThat(pairs.values()).hasSize(400);
  }

  /** Notes what it is told. */
  public static final class Told implements Operator<Event, String> {
    @Override
    public void process(Event value, long timeMs, Output<String> out) {
      out.emit("event", timeMs);
    }

    @Override
    public void onWatermark(long watermarkMs, Output<String> out) {
      if (watermarkMs == EventTimes.MAX) {
        out.emit("watermark", 1);
      }
    }

    @Override
    public void onEndOfInput(Output<String> out) {
      out.emit("end", 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenInputEndsBehindCallsUnderWay_thenOperatorIsToldOnceAndLast(int workers) {
    CollectSink<String> told = Sinks.collect();
    List<CompletableFuture<Event>> calls = new ArrayList<>();
    p.from("events", Sources.of(Event.class, new Event(1, 1), new Event(2, 2)))
        .eventTimeMillis(Event::timeMs, Watermarks.monotonic())
        .mapAsync(
            "ask",
            new AsyncSettings(true, 200, 2_000, 0, 0),
            event -> {
              CompletableFuture<Event> call = new CompletableFuture<>();
              calls.add(call);
              return call;
            })
        .operator("told", String.class, Told::new)
        .to("out", told);
    Job job =
        Engine.local().parallelism(workers).environment(new SimulatedEnvironment(time)).open(p);
    job.settle();
    assertThat(told.values()).doesNotContain("event");

    calls.forEach(call -> call.complete(new Event(0, 0)));
    job.settle();
    assertThat(job.status().over()).isTrue();
    List<String> lines = told.values();
    assertThat(lines.stream().filter("event"::equals)).hasSize(2);
    assertThat(lines.stream().filter("end"::equals)).hasSize(workers);
    assertThat(lines.subList(lines.size() - 2, lines.size())).containsExactly("watermark", "end");
  }

  /** Sets a timer on each clock. */
  public static final class Timers implements Handler<Integer, Event, String> {
    @Override
    public void onEvent(Event value, HandlerContext<Integer> context, Output<String> out) {
      context.timer("event", TimeDomain.EVENT, 1_000_000_000);
      context.timer("wall", TimeDomain.PROCESSING, START + 1);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<Integer> context, Output<String> out) {
      out.emit(timer.name(), 1);
    }
  }

  @Test
  void whenInputEnds_thenTimersOfEventTimeFireAndThoseOfTheClockDoNot() {
    CollectSink<String> fired = Sinks.collect();
    keyed(1).process("timers", Timers::new).to("out", fired);
    run(1);
    assertThat(fired.values()).containsExactly("event");
  }

  // ---- an input that has ended beside one that is idle

  private final PushSource<Event> left = Sources.push(Event.class, 100, Overflow.FAIL);
  private final PushSource<Event> right = Sources.push(Event.class, 100, Overflow.FAIL);

  private Stream<Event> pushed(String id, PushSource<Event> source, Watermarks<Object> marks) {
    return p.from(id, source).eventTimeMillis(Event::timeMs, marks);
  }

  private Job open(Watermarks<Object> marks, int workers) {
    pushed("left", left, marks)
        .union(pushed("right", right, marks))
        .keyBy(Event::key)
        .window(Windows.tumbling(ms(10)))
        .count("counts")
        .to("out", out);
    return Engine.local().parallelism(workers).environment(new SimulatedEnvironment(time)).open(p);
  }

  private List<Long> fired() {
    return out.take().stream().map(timed -> timed.value().value()).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenOneStreamHasEndedAndTheOtherIsIdle_thenNothingCloses(int workers) {
    Job job = open(Watermarks.bounded(ms(0)).idleAfter(Duration.ofSeconds(1)), workers);
    left.offer(new Event(1, 3));
    right.offer(new Event(1, 4));
    job.settle();
    left.end();
    job.settle();
    time.advance(2_000);
    job.settle();
    assertThat(fired()).isEmpty();

    right.offer(new Event(1, 5));
    right.offer(new Event(1, 12));
    job.settle();
    assertThat(fired()).containsExactly(3L);
    right.end();
    job.settle();
    assertThat(fired()).containsExactly(1L);
    assertThat(job.report().late()).isZero();
    assertThat(job.status().over()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenOneStreamEndsWhileTheOtherIsIdle_thenNothingCloses(int workers) {
    Job job = open(Watermarks.bounded(ms(0)).idleAfter(Duration.ofSeconds(1)), workers);
    left.offer(new Event(1, 3));
    job.settle();
    time.advance(2_000);
    left.offer(new Event(1, 4));
    job.settle();
    left.end();
    job.settle();
    assertThat(fired()).isEmpty();

    right.offer(new Event(1, 5));
    right.end();
    job.settle();
    assertThat(fired()).containsExactly(3L);
    assertThat(job.report().late()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenOneStreamSaysTheLastWatermarkAndTheOtherIsIdle_thenWindowsClose(int workers) {
    Job job = open(Watermarks.manual(), workers);
    left.offer(new Event(1, 3));
    right.offer(new Event(1, 4));
    right.idle();
    job.settle();
    assertThat(fired()).isEmpty();
    left.watermarkMs(EventTimes.MAX);
    job.settle();
    assertThat(fired()).containsExactly(2L);
    left.end();
    right.end();
    job.settle();
    assertThat(job.status().over()).isTrue();
    assertThat(fired()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenOneSideOfAJoinHasEndedAndTheOtherIsIdle_thenItsPartnersStillCount(int workers) {
    CollectSink<String> pairs = Sinks.collect();
    Watermarks<Object> marks = Watermarks.bounded(ms(0)).idleAfter(Duration.ofSeconds(1));
    pushed("left", left, marks)
        .keyBy(Event::key)
        .join("join", pushed("right", right, marks).keyBy(Event::key))
        .window(Windows.tumbling(ms(10)))
        .left((l, r) -> l.timeMs() + " " + r.map(Event::timeMs).orElse(-1L))
        .to("pairs", pairs);
    Job job =
        Engine.local().parallelism(workers).environment(new SimulatedEnvironment(time)).open(p);
    left.offer(new Event(1, 3));
    job.settle();
    left.end();
    time.advance(2_000);
    job.settle();
    time.advance(2_000);
    job.settle();
    assertThat(pairs.values()).isEmpty();

    right.offer(new Event(1, 5));
    right.end();
    job.settle();
    assertThat(pairs.values()).containsExactly("3 5");
    assertThat(job.report().late()).isZero();
  }

  @Test
  void whenManySourcesEndAtDifferentTimes_thenAllWindowsCloseOnce() {
    List<Stream<Event>> streams =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    p.from("source-" + i, Sources.splits(Event.class, input(10 * (i + 1))))
                        .eventTimeMillis(Event::timeMs, Watermarks.bounded(ms(200))))
            .toList();
    streams
        .get(0)
        .union(streams.get(1))
        .union(streams.get(2).union(streams.get(3)))
        .keyBy(Event::key)
        .window(Windows.tumbling(ms(1_000)))
        .count("counts")
        .to("out", out);
    run(2);
    assertThat(out.values()).hasSize(40).allMatch(r -> r.window() instanceof TimeWindow);
    assertThat(out.values().stream().mapToLong(WindowResult::value).sum()).isEqualTo(200);
  }
}
