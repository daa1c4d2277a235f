package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Overflow;
import io.millrace.api.connector.PushSource;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.SplitReport;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import io.millrace.windowing.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How events get their times and streams their watermarks, on clocks that the test moves. */
class EventTimeTest {
  private static final long START = 1_000_000;

  record Event(long timeMs, boolean mark) {}

  private final SimulatedTime time = new SimulatedTime(START);
  private final SimulatedEnvironment world = new SimulatedEnvironment(time);
  private Pipeline pipeline = Pipeline.create("times");
  private PushSource<Event> left = push();
  private PushSource<Event> right = push();
  private final CollectSink<WindowResult<String, Long>> counts = Sinks.collect();

  private static PushSource<Event> push() {
    return Sources.push(Event.class, 100, Overflow.FAIL);
  }

  private static Event at(long timeMs) {
    return new Event(timeMs, false);
  }

  private Job open(Stream<Event> stream) {
    return open(stream, Windows.tumbling(Duration.ofMillis(10)), 1);
  }

  private Job open(Stream<Event> stream, WindowAssigner<Object> windows, int workers) {
    stream.keyAll().window(windows).count("counts").to("out", counts);
    return Engine.local().parallelism(workers).environment(world).open(pipeline);
  }

  private Stream<Event> both(Watermarks<Object> watermarks) {
    return pipeline
        .from("left", left)
        .eventTimeMillis(Event::timeMs, watermarks)
        .union(pipeline.from("right", right).eventTimeMillis(Event::timeMs, watermarks));
  }

  private List<Long> fired() {
    return counts.take().stream().map(timed -> timed.value().value()).toList();
  }

  @Test
  void whenWatermarkIsBounded_thenWindowFiresOneMillisecondAfterTheBound() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(Event::timeMs, Watermarks.bounded(Duration.ofMillis(5))));
    left.offer(at(3));
    left.offer(at(14));
    job.settle();
    assertThat(fired()).isEmpty();

    left.offer(at(15));
    job.settle();
    assertThat(fired()).containsExactly(1L);
  }

  @Test
  void whenWatermarkIsMonotonic_thenEqualTimesAreNotLate() {
    Job job =
        open(pipeline.from("left", left).eventTimeMillis(Event::timeMs, Watermarks.monotonic()));
    left.offer(at(3));
    left.offer(at(3));
    left.offer(at(10));
    job.settle();

    assertThat(fired()).containsExactly(2L);
    assertThat(job.report().late()).isZero();
  }

  @Test
  void whenWatermarkIsPunctuated_thenOnlyMarkedEventsMoveIt() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(
                    Event::timeMs,
                    Watermarks.<Event>punctuated(
                        e ->
                            e.mark()
                                ? Optional.of(Instant.ofEpochMilli(e.timeMs()))
                                : Optional.empty())));
    left.offer(at(3));
    left.offer(at(100));
    job.settle();
    assertThat(fired()).isEmpty();

    left.offer(new Event(9, true));
    job.settle();
    assertThat(fired()).containsExactly(2L);
  }

  @Test
  void whenWatermarkIsManual_thenOnlyTheSourceMovesIt() {
    Job job = open(pipeline.from("left", left).eventTimeMillis(Event::timeMs, Watermarks.manual()));
    left.offer(at(3));
    left.offer(at(100));
    job.settle();
    assertThat(fired()).isEmpty();

    left.watermark(Instant.ofEpochMilli(9));
    left.offer(at(4));
    job.settle();
    assertThat(fired()).containsExactly(1L);
    assertThat(job.report().late()).isEqualTo(1);
  }

  @Test
  void whenGeneratorIsTheUsersOwn_thenItsClockMovesTheWatermark() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(Event::timeMs, Watermarks.<Event>custom(Lagging::new)));
    left.offer(at(3));
    job.settle();
    assertThat(fired()).isEmpty();

    time.advance(9);
    job.settle();
    assertThat(fired()).containsExactly(1L);
  }

  /** Says after the start what the clock says. */
  static final class Lagging implements io.millrace.api.time.WatermarkGenerator<Event> {
    @Override
    public long onEvent(Event value, long timeMs) {
      return EventTimes.MIN;
    }

    @Override
    public long onClock(long wallMs) {
      return wallMs - START;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenSplitIsSilent_thenItHoldsBackUntilItIsIdleAndComesBack(int workers) {
    Job job =
        open(
            both(Watermarks.bounded(Duration.ZERO).idleAfter(Duration.ofSeconds(1))),
            Windows.tumbling(Duration.ofMillis(10)),
            workers);
    left.offer(at(3));
    right.offer(at(4));
    left.offer(at(50));
    job.settle();
    assertThat(fired()).isEmpty();

    time.advance(999);
    left.offer(at(51));
    job.settle();
    assertThat(fired()).isEmpty();

    time.advance(1);
    job.settle();
    assertThat(fired()).containsExactly(2L);
    assertThat(idle(job, "right")).isTrue();

    right.offer(at(60));
    left.offer(at(61));
    job.settle();
    assertThat(idle(job, "right")).isFalse();
    assertThat(fired()).containsExactly(2L);
  }

  /** It is ahead of the other one: who forgets that it is idle waits for it. */
  @Test
  void whenASplitIsIdleAtACheckpoint_thenNobodyWaitsForItAfterARestore() {
    try (Job job = openDurable()) {
      left.offer(at(3));
      right.offer(at(25));
      right.idle();
      job.settle();
      assertThat(fired()).isEmpty();
      job.checkpoint();
    }
    left = push();
    right = push();
    try (Job job = openDurable()) {
      job.settle();
      assertThat(idle(job, "right")).isTrue();
      left.offer(at(50));
      job.settle();
      assertThat(fired()).containsExactly(1L, 1L);
    }
  }

  private Job openDurable() {
    pipeline = Pipeline.create("times");
    both(Watermarks.bounded(Duration.ZERO))
        .keyAll()
        .window(Windows.tumbling(Duration.ofMillis(10)))
        .count("counts")
        .to("out", counts);
    return Engine.local()
        .checkpoints(Path.of("/checkpoints"), Duration.ofHours(1))
        .environment(world)
        .open(pipeline);
  }

  private static boolean idle(Job job, String source) {
    return job.report().splits().stream()
        .filter(split -> split.source().equals(source))
        .anyMatch(SplitReport::idle);
  }

  @Test
  void whenEventsWaitThoughTheClockHasJumped_thenTheirSplitIsNotIdle() {
    Job job = open(both(Watermarks.bounded(Duration.ZERO).idleAfter(Duration.ofSeconds(1))));
    job.settle();

    time.advance(10_000);
    left.offer(at(50));
    right.offer(at(3));
    job.settle();

    assertThat(job.report().late()).isZero();
    assertThat(fired()).isEmpty();
  }

  @Test
  void whenAllEventsAreFilteredOut_thenTheWatermarkStillMoves() {
    Stream<Event> marked =
        pipeline
            .from("left", left)
            .eventTimeMillis(Event::timeMs, Watermarks.monotonic())
            .filter(Event::mark);
    Job job = open(marked);
    left.offer(new Event(3, true));
    left.offer(at(100));
    job.settle();

    assertThat(fired()).containsExactly(1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenSourceSaysItIsIdleAndEnds_thenWindowsClose(int workers) {
    Stream<Event> stream =
        pipeline.from("left", left).eventTimeMillis(Event::timeMs, Watermarks.manual());
    Job job = open(stream, Windows.tumbling(Duration.ofMillis(10)), workers);
    left.offer(at(3));
    left.idle();
    left.end();
    job.settle();

    assertThat(fired()).containsExactly(1L);
    assertThat(job.status().over()).isTrue();
  }

  @Test
  void whenOneClockIsFarAhead_thenHonestEventsAreNotLate() {
    Job job =
        open(pipeline.from("left", left).eventTimeMillis(Event::timeMs, Watermarks.monotonic()));
    left.offer(at(3));
    left.offer(at(Instant.parse("2100-01-01T00:00:00Z").toEpochMilli()));
    left.offer(at(4));
    left.offer(at(10));
    job.settle();

    assertThat(fired()).containsExactly(2L);
    assertThat(job.report().late()).isZero();
    assertThat(job.report().splits().get(0).fromTheFuture()).isEqualTo(1);
  }

  @Test
  void whenWatermarksGoOutNowAndThen_thenFiringWaitsButLatenessDoesNot() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(
                    Event::timeMs, Watermarks.monotonic().emitEvery(Duration.ofMillis(200))));
    left.offer(at(3));
    left.offer(at(30));
    left.offer(at(4));
    job.settle();
    assertThat(fired()).isEmpty();
    assertThat(job.report().late()).isEqualTo(1);

    time.advance(200);
    job.settle();
    assertThat(fired()).containsExactly(1L);
  }

  @Test
  void whenInputEnds_thenEverythingCloses() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(
                    Event::timeMs,
                    Watermarks.bounded(Duration.ofDays(1)).emitEvery(Duration.ofDays(1))));
    left.offer(at(3));
    left.offer(at(30));
    left.end();
    job.settle();

    assertThat(fired()).containsExactly(1L, 1L);
    assertThat(job.report().status()).isEqualTo("FINISHED");
  }

  @Test
  void whenTimeIsThatOfIngestion_thenWindowsFollowTheClock() {
    Job job = open(pipeline.from("left", left).ingestionTime());
    left.offer(at(0));
    job.settle();
    time.advance(5);
    left.offer(at(0));
    job.settle();
    assertThat(fired()).isEmpty();

    time.advance(5);
    job.settle();
    assertThat(fired()).containsExactly(2L);
  }

  @Test
  void whenTimesAreNegative_thenWindowsAreRight() {
    Job job =
        open(pipeline.from("left", left).eventTimeMillis(Event::timeMs, Watermarks.monotonic()));
    left.offer(at(-11));
    left.offer(at(-10));
    left.offer(at(-1));
    left.offer(at(0));
    left.end();
    job.settle();

    assertThat(fired()).containsExactly(1L, 2L, 1L);
  }

  @Test
  void whenTimesAreAtTheEdgesOfTheRange_thenNothingOverflows() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(
                    Event::timeMs,
                    Watermarks.bounded(Duration.ofDays(400)).withoutFutureSkewGuard()));
    left.offer(at(Long.MIN_VALUE + 1));
    left.offer(at(0));
    left.offer(at(Long.MAX_VALUE - 1));
    left.end();
    job.settle();

    assertThat(fired()).containsExactly(1L, 1L, 1L);
    assertThat(job.report().late()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
  void whenTimeIsReserved_thenItIsRefusedWithItsPlace(long reserved) {
    Job job =
        open(pipeline.from("left", left).eventTimeMillis(Event::timeMs, Watermarks.monotonic()));
    left.offer(at(0));
    left.offer(at(reserved));

    assertThatThrownBy(job::settle)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("left/push")
        .hasMessageContaining("offset 1")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(ApiError.EVENT_TIME_INVALID);
  }

  @Test
  void whenFunctionThrows_thenTheErrorNamesOperatorSplitAndOffsetButNoContent() {
    Job job =
        open(
            pipeline
                .from("left", left)
                .eventTimeMillis(Event::timeMs, Watermarks.monotonic())
                .map(
                    e -> {
                      if (e.timeMs() == 4242) {
                        throw new IllegalStateException();
                      }
                      return e;
                    }));
    left.offer(at(1));
    left.offer(at(4242));

    assertThatThrownBy(job::settle)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("map-1")
        .hasMessageContaining("left/push")
        .hasMessageContaining("offset 1")
        .hasMessageNotContaining("4242")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(ApiError.OPERATOR_FAILED);
    assertThat(job.report().status()).isEqualTo("FAILED");
  }
}
