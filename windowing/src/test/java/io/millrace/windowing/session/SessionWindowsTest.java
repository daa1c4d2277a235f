package io.millrace.windowing.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.AggregateOps;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.Timed;
import io.millrace.windowing.WindowScenario;
import io.millrace.windowing.WindowScenario.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class SessionWindowsTest {
  private static final AggregateOps<Event> A = AggregateOps.ops();

  private record Kind(Aggregate<Event, ?, ?> aggregate, Function<List<Event>, Object> plain) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(A.count(), list -> (long) list.size()),
          new Kind(A.sumLong(Event::number), list -> list.stream().mapToLong(Event::number).sum()),
          new Kind(
              A.both(A.minLong(Event::number), A.sum(Event::real), (min, sum) -> min + "/" + sum),
              list ->
                  list.stream().mapToLong(Event::number).min().getAsLong()
                      + "/"
                      + list.stream().mapToDouble(Event::real).sum()),
          new Kind(
              A.mapped(
                  A.topKBy(2, Event::number),
                  list -> list.stream().map(Event::number).toList().toString()),
              list ->
                  list.stream()
                      .map(Event::number)
                      .sorted(java.util.Comparator.reverseOrder())
                      .limit(2)
                      .toList()
                      .toString()));

  @Test
  void whenSessions_thenResultsAreThoseOfAPlainList() {
    Seeds.forEach(
        1500,
        seed -> {
          Random random = new Random(seed);
          long gap = 1 + random.nextInt(20);
          Kind kind = KINDS.get(random.nextInt(KINDS.size()));
          WindowScenario scenario =
              new WindowScenario(random, Math.max(2, gap * (1 + random.nextInt(3))));
          scenario.run(
              SessionWindowOperators.create(gap, scenario.lateness(), kind.aggregate()),
              new PlainSessions(gap, scenario.lateness(), kind.plain()));
        });
  }

  @Test
  void whenItCrashesAndGoesOnInOtherNumbers_thenResultsAreThoseOfAPlainList() {
    Seeds.forEach(
        300,
        seed -> {
          Random random = new Random(seed);
          long gap = 1 + random.nextInt(20);
          Kind kind = KINDS.get(random.nextInt(KINDS.size()));
          WindowScenario scenario =
              new WindowScenario(random, Math.max(2, gap * (1 + random.nextInt(3))));
          Lateness lateness = scenario.lateness();
          scenario.runDisturbed(
              SessionWindowOperators.create(gap, lateness, kind.aggregate(), Event.class),
              new PlainSessions(gap, lateness, kind.plain()),
              random.nextInt(10) == 0 ? "memory" : "strict");
        });
  }

  /** A list of sessions, searched from end to end. */
  private static final class PlainSessions implements WindowScenario.Plain {
    /** Apart: all events at its start were on time by one millisecond only. */
    private record Open(long key, long start, long end, boolean apart, List<Event> events) {}

    private final long gap;
    private final long allowed;
    private final boolean byMerged;
    private final Function<List<Event>, Object> result;
    private final List<Open> open = new ArrayList<>();
    private long fired = EventTimes.MIN;

    PlainSessions(long gap, Lateness lateness, Function<List<Event>, Object> result) {
      this.gap = gap;
      this.allowed = lateness.allowedMs();
      this.byMerged = lateness.byMerged();
      this.result = result;
    }

    @Override
    public Boolean event(Event event, long timeMs, long judge, long merged, List<String> out) {
      long start = timeMs;
      long end = timeMs + gap;
      boolean apart = !byMerged && timeMs + allowed == judge + 1;
      List<Event> events = new ArrayList<>();
      List<Open> touched = new ArrayList<>();
      for (Open each : open) {
        boolean touches =
            (apart ? timeMs < each.end : timeMs <= each.end)
                && (each.apart ? each.start < timeMs + gap : each.start <= timeMs + gap);
        if (each.key == event.key() && touches && each.end - 1 + allowed > judge) {
          touched.add(each);
          start = Math.min(start, each.start);
          end = Math.max(end, each.end);
          events.addAll(each.events);
        }
      }
      if (end - 1 + allowed <= judge || (!byMerged && timeMs + allowed <= judge)) {
        return true;
      }
      events.add(event);
      open.removeAll(touched);
      long first = start;
      boolean stays =
          (timeMs > first || apart)
              && touched.stream().allMatch(each -> each.start > first || each.apart);
      open.add(new Open(event.key(), start, end, stays, events));
      if (end - 1 <= merged) {
        out.add(
            WindowScenario.line(
                event.key(), start, end, WindowResult.Firing.LATE, result.apply(events)));
      }
      return false;
    }

    @Override
    public void watermark(long merged, List<String> out) {
      for (Open each : open) {
        if (each.end - 1 <= merged && each.end - 1 > fired) {
          out.add(
              WindowScenario.line(
                  each.key,
                  each.start,
                  each.end,
                  WindowResult.Firing.ON_TIME,
                  result.apply(each.events)));
        }
      }
      open.removeIf(each -> merged == EventTimes.MAX || each.end - 1 + allowed <= merged);
      fired = merged;
    }
  }

  @Test
  void whenAnEventBridgesTwoSessions_thenTheyBecomeOne() {
    try (var harness = count(10)) {
      harness.event(1L, 0).event(1L, 20).event(1L, 10).watermark(EventTimes.MAX);
      assertThat(harness.takeOutput().stream().map(each -> each.value().value()))
          .containsExactly(3L);
    }
  }

  @Test
  void whenManySessionsEnd_thenInOrderOfTimeAndKeysAreForgotten() {
    List<Timed<Long>> events = new ArrayList<>();
    for (long key = 0; key < 3000; key++) {
      events.add(Timed.at((key * 7919) % 3000, key));
    }
    try (var harness = count(10)) {
      harness.batch(0, events).watermark(5000);
      assertThat(harness.takeOutput().stream().map(each -> each.timeMs()).toList())
          .hasSize(3000)
          .isSorted();
      assertThat(harness.store().keys().size()).isZero();
    }
  }

  @Test
  void whenASessionNeverEnds_thenTheWatermarkPassesItByAndItIsOne() {
    try (var harness = count(10)) {
      for (long t = 0; t < 1000; t += 5) {
        harness.event(1L, t).watermark(t);
      }
      assertThat(harness.takeOutput()).isEmpty();
      harness.watermark(2000);
      assertThat(harness.takeOutput().stream().map(each -> each.value().value()))
          .containsExactly(200L);
    }
  }

  @Test
  void whenSettingsMakeNoSense_thenRefused() {
    assertThatThrownBy(() -> SessionWindowOperators.create(0, Lateness.NONE, A.count()))
        .hasMessageContaining("1 ms or more");
    assertThatThrownBy(() -> SessionWindowOperators.create(1, Lateness.NONE, A.first()))
        .hasMessageContaining("general window operator");
  }

  private static OperatorHarness<Long, WindowResult<Long, Long>> count(long gap) {
    return OperatorHarness.keyed(
        SessionWindowOperators.create(gap, Lateness.NONE, Aggregates.count()), key -> key);
  }
}
