package io.millrace.windowing.sliced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.AggregateOps;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.Timed;
import io.millrace.windowing.WindowScenario;
import io.millrace.windowing.WindowScenario.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class SlicedWindowsTest {
  private static final AggregateOps<Event> A = AggregateOps.ops();

  private record Kind(
      String name, Aggregate<Event, ?, ?> aggregate, Function<List<Event>, Object> plain) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("count", A.count(), list -> (long) list.size()),
          new Kind("sumLong", A.sumLong(Event::number), SlicedWindowsTest::sum),
          new Kind(
              "count+sum",
              A.both(A.count(), A.sumLong(Event::number), (n, sum) -> n + "/" + sum),
              list -> list.size() + "/" + sum(list)),
          new Kind(
              "min",
              A.minLong(Event::number),
              list -> list.stream().mapToLong(Event::number).min().getAsLong()),
          new Kind(
              "max+sum of doubles",
              A.both(A.maxDouble(Event::real), A.sum(Event::real), (max, sum) -> max + "/" + sum),
              list ->
                  list.stream().mapToDouble(Event::real).max().getAsDouble()
                      + "/"
                      + list.stream().mapToDouble(Event::real).sum()),
          new Kind(
              "avg",
              A.avg(Event::real),
              list -> list.stream().mapToDouble(Event::real).sum() / list.size()),
          new Kind(
              "objects",
              A.mapped(
                  A.topKBy(2, Event::number),
                  list -> list.stream().map(Event::number).toList().toString()),
              list ->
                  list.stream()
                      .map(Event::number)
                      .sorted(Comparator.reverseOrder())
                      .limit(2)
                      .toList()
                      .toString()),
          new Kind(
              "subtracting objects",
              A.of(
                  () -> new long[1],
                  (sum, event) -> plus(sum, event.number()),
                  (sum, other) -> plus(sum, other[0]),
                  sum -> sum[0],
                  (sum, other) -> plus(sum, -other[0])),
              SlicedWindowsTest::sum));

  private static long[] plus(long[] sum, long number) {
    sum[0] += number;
    return sum;
  }

  private static Object sum(List<Event> list) {
    return list.stream().mapToLong(Event::number).sum();
  }

  @Test
  void whenTumbling_thenResultsAreThoseOfAPlainLoop() {
    Seeds.forEach(
        1000,
        seed -> {
          Random random = new Random(seed);
          long size = 1 + random.nextInt(20);
          check(random, size, size);
        });
  }

  @Test
  void whenSliding_thenResultsAreThoseOfAPlainLoop() {
    Seeds.forEach(
        1500,
        seed -> {
          Random random = new Random(seed);
          long slide = 1 + random.nextInt(10);
          long size =
              random.nextBoolean() ? slide * (1 + random.nextInt(8)) : slide + random.nextInt(40);
          check(random, size, slide);
        });
  }

  @Test
  void whenWindowsLeaveGaps_thenResultsAreThoseOfAPlainLoop() {
    Seeds.forEach(
        500,
        seed -> {
          Random random = new Random(seed);
          long size = 1 + random.nextInt(10);
          check(random, size, size + random.nextInt(15));
        });
  }

  @Test
  void whenItCrashesAndGoesOnInOtherNumbers_thenResultsAreThoseOfAPlainLoop() {
    Seeds.forEach(
        300,
        seed -> {
          Random random = new Random(seed);
          long slide = 1 + random.nextInt(10);
          long size =
              switch (random.nextInt(4)) {
                case 0 -> slide;
                case 1 -> slide * (1 + random.nextInt(8));
                case 2 -> slide + random.nextInt(40);
                default -> 1 + random.nextInt((int) slide);
              };
          Kind kind = KINDS.get(random.nextInt(KINDS.size()));
          long offset = random.nextInt(30) - 15;
          WindowScenario scenario = new WindowScenario(random, Math.max(2, Math.max(size, slide)));
          Lateness lateness = scenario.lateness();
          scenario.runDisturbed(
              SlicedWindowOperators.create(
                  size, slide, offset, lateness, kind.aggregate(), Event.class),
              new PlainWindows(size, slide, offset, lateness.allowedMs(), kind.plain()),
              random.nextInt(10) == 0 ? "memory" : "strict");
        });
  }

  private static void check(Random random, long size, long slide) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    long offset = random.nextInt(30) - 15;
    WindowScenario scenario = new WindowScenario(random, Math.max(2, Math.max(size, slide)));
    scenario.run(
        SlicedWindowOperators.create(size, slide, offset, scenario.lateness(), kind.aggregate()),
        new PlainWindows(size, slide, offset, scenario.lateness().allowedMs(), kind.plain()));
  }

  /** One list of events for each window and key. */
  private static final class PlainWindows implements WindowScenario.Plain {
    private final long size;
    private final long slide;
    private final long offset;
    private final long allowed;
    private final Function<List<Event>, Object> result;
    private final TreeMap<Long, Map<Long, List<Event>>> byStart = new TreeMap<>();
    private long fired = Long.MIN_VALUE;

    PlainWindows(
        long size, long slide, long offset, long allowed, Function<List<Event>, Object> result) {
      this.size = size;
      this.slide = slide;
      this.offset = offset;
      this.allowed = allowed;
      this.result = result;
    }

    @Override
    public Boolean event(Event event, long timeMs, long judge, long merged, List<String> out) {
      boolean any = false;
      boolean taken = false;
      for (long start = timeMs - size + 1; start <= timeMs; start++) {
        if (Math.floorMod(start - offset, slide) != 0) {
          continue;
        }
        any = true;
        long last = start + size - 1;
        if (judge != EventTimes.MIN && last + allowed <= judge) {
          continue;
        }
        taken = true;
        List<Event> pane =
            byStart
                .computeIfAbsent(start, s -> new TreeMap<>())
                .computeIfAbsent(event.key(), k -> new ArrayList<>());
        pane.add(event);
        if (last <= merged) {
          out.add(
              WindowScenario.line(
                  event.key(), start, last + 1, WindowResult.Firing.LATE, result.apply(pane)));
        }
      }
      return any ? !taken : null;
    }

    @Override
    public void watermark(long merged, List<String> out) {
      for (Map.Entry<Long, Map<Long, List<Event>>> window : byStart.entrySet()) {
        long last = window.getKey() + size - 1;
        if (last <= merged && last > fired) {
          window
              .getValue()
              .forEach(
                  (key, pane) ->
                      out.add(
                          WindowScenario.line(
                              key,
                              last + 1 - size,
                              last + 1,
                              WindowResult.Firing.ON_TIME,
                              result.apply(pane))));
        }
      }
      fired = merged;
    }
  }

  @Test
  void whenWatermarkJumpsYears_thenNothingIsVisitedInBetween() {
    try (var harness = count(1000, 1)) {
      harness.event(1L, 0).event(1L, 10L * 365 * 24 * 3600 * 1000);
      harness.watermark(EventTimes.MAX);
      assertThat(harness.takeOutput()).hasSize(2000);
    }
  }

  @Test
  void whenTimesLieAtTheEndsOfTheRange_thenEachEventIsInOneTumblingWindow() {
    for (long timeMs : new long[] {Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, -1, 0}) {
      try (var harness = count(10, 10)) {
        harness.event(1L, timeMs).watermark(EventTimes.MAX);
        List<Emitted<WindowResult<Long, Long>>> out = harness.takeOutput();
        assertThat(out).hasSize(1);
        assertThat(out.get(0).value().value()).isEqualTo(1);
      }
    }
  }

  @Test
  void whenManyKeysFire_thenInPiecesOfAThousand() {
    List<Timed<Long>> events = new ArrayList<>();
    for (long key = 0; key < 5000; key++) {
      events.add(Timed.at(key % 100, key));
    }
    try (var harness = count(100, 100)) {
      harness.batch(0, events).watermark(99);
      assertThat(harness.takeOutput()).hasSize(5000).allMatch(each -> each.timeMs() == 99);
      assertThat(harness.store().keys().size()).isZero();
    }
  }

  @Test
  void whenOverlapIs10Or3600_thenCombinesPerKeyAndSlideAreTheSame() {
    for (int overlap : new int[] {10, 3600}) {
      long[] merges = new long[1];
      Aggregate<Long, long[], Long> smallest =
          Aggregates.of(
              () -> new long[] {Long.MAX_VALUE},
              (min, value) -> least(min, value),
              (min, other) -> {
                merges[0]++;
                return least(min, other[0]);
              },
              min -> min[0]);
      int slides = 3 * overlap;
      int keys = 3;
      try (OperatorHarness<Long, WindowResult<Long, Long>> harness =
          OperatorHarness.keyed(
              SlicedWindowOperators.create(overlap, 1, 0, Lateness.NONE, smallest), key -> key)) {
        for (int slide = 0; slide < slides; slide++) {
          for (long key = 0; key < keys; key++) {
            harness.event(key, slide);
          }
          harness.watermark(slide);
          harness.takeOutput();
        }
      }
      assertThat(merges[0])
          .as("merges for %s slides", slides)
          .isLessThanOrEqualTo(5L * keys * slides);
    }
  }

  private static long[] least(long[] min, long number) {
    min[0] = Math.min(min[0], number);
    return min;
  }

  @Test
  void whenEventIsLateForAWindowThatTheOtherSplitHolds_thenItCountsInTheNextOnly() {
    try (var harness = count(20, 10)) {
      harness.splitWatermark(1, 0);
      harness.batch(0, List.of(Timed.at(15, 1L))).splitWatermark(0, 19);
      harness.batch(0, List.of(Timed.at(16, 1L)));
      harness.splitWatermark(1, EventTimes.MAX).splitWatermark(0, EventTimes.MAX);
      assertThat(harness.takeOutput().stream().map(each -> each.value().value()))
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void whenOrderOfArrivalMattersOrFiringsDiscard_thenOverlappingWindowsAreRefused() {
    assertThat(SlicedWindowOperators.supports(10, 10, Lateness.NONE, A.first())).isTrue();
    assertThatThrownBy(() -> SlicedWindowOperators.create(20, 10, 0, Lateness.NONE, A.first()))
        .hasMessageContaining("general window operator");
    assertThatThrownBy(
            () ->
                SlicedWindowOperators.create(
                    10, 10, 0, Lateness.NONE.discardingFirings(), A.count()))
        .hasMessageContaining("general window operator");
    assertThatThrownBy(() -> SlicedWindowOperators.create(0, 10, 0, Lateness.NONE, A.count()))
        .hasMessageContaining("1 ms or more");
  }

  private static OperatorHarness<Long, WindowResult<Long, Long>> count(long size, long slide) {
    return OperatorHarness.keyed(
        SlicedWindowOperators.create(size, slide, 0, Lateness.NONE, Aggregates.count()),
        key -> key);
  }
}
