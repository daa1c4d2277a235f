package io.millrace.windowing.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.AggregateOps;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowSettings;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.ParallelHarness;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.Timed;
import io.millrace.windowing.CountWindows;
import io.millrace.windowing.EndingSessionWindows;
import io.millrace.windowing.Evictors;
import io.millrace.windowing.GlobalWindows;
import io.millrace.windowing.SessionWindows;
import io.millrace.windowing.SlidingWindows;
import io.millrace.windowing.Triggers;
import io.millrace.windowing.TumblingWindows;
import io.millrace.windowing.WindowScenario.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Windows of every kind, disturbed by crashes and changes of parallelism, against themselves
 * undisturbed.
 */
final class RestoredWindowsTest {
  private static final int CASES = 1_000;
  private static final AggregateOps<Event> A = AggregateOps.ops();

  @SuppressWarnings("rawtypes") // the class of a side output carries no type argument
  private static final SideOutput<Late> LATE = new SideOutput<>("late", Late.class);

  private static final Aggregate<Event, ?, ?> FRACTIONS = A.stddev(Event::real);

  private static final List<Aggregate<Event, ?, ?>> AGGREGATES =
      List.of(
          A.count(),
          A.sumLong(Event::number),
          A.minLong(Event::number),
          A.both(A.maxDouble(Event::real), A.avg(Event::real), (max, avg) -> max + "/" + avg),
          A.collect(),
          A.first(),
          A.last(),
          A.maxBy(Event::number),
          A.max(Event::number),
          A.topKBy(3, Event::number),
          A.mapped(A.distinct(), set -> set.stream().map(Event::toString).sorted().toList()),
          A.countDistinct(event -> event.number() % 5),
          FRACTIONS,
          A.allOf(A.count(), A.filtered(event -> event.number() > 30, A.first())),
          A.mapping(Event::number, AggregateOps.<Long>ops().collect()));

  /** What happens: events of a split, its watermark, or the clock. */
  private record Step(int split, List<Timed<Event>> events, long watermark, long wall) {}

  @Test
  void whenItCrashesAndGoesOnInOtherNumbers_thenEveryStepIsAsIfNothingHadHappened() {
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          WindowSettings settings = settings(random);
          Codec<Object> events = Codecs.derive(Event.class, "test");
          OperatorFactory factory = OperatorChoice.of(settings, events, Event.class);
          List<Step> steps = steps(random);
          List<List<String>> expected = new ArrayList<>();
          try (var harness = new ParallelHarness<Event, Object>(factory, Event::key, "strict")) {
            for (Step step : steps) {
              expected.add(take(harness, step));
            }
            expected.add(end(harness));
          }
          String backend = random.nextInt(10) == 0 ? "memory" : "strict";
          try (var harness = new ParallelHarness<Event, Object>(factory, Event::key, backend)) {
            ParallelHarness.Checkpoint checkpoint = harness.checkpoint();
            int stored = 0;
            int crashes = 1 + random.nextInt(4);
            for (int at = 0; at < steps.size(); at++) {
              if (random.nextInt(4) == 0) {
                checkpoint = harness.checkpoint();
                stored = at;
              }
              if (crashes > 0 && random.nextInt(5) == 0) {
                crashes--;
                harness.restore(checkpoint, 1 + random.nextInt(3));
                at = stored;
              }
              assertThat(take(harness, steps.get(at)))
                  .as("step %s of %s: %s", at, steps.size(), settings)
                  .isEqualTo(expected.get(at));
            }
            assertThat(end(harness)).as("end: %s", settings).isEqualTo(expected.get(steps.size()));
          }
        });
  }

  @Test
  void whenSubtasksWereAtOtherWatermarks_thenNoWindowFiresTwiceAndNoneIsLost() {
    List<WindowAssigner<?>> shapes =
        List.of(
            new TumblingWindows(10, 0, TimeDomain.EVENT),
            new SlidingWindows(30, 10, 0, TimeDomain.EVENT),
            new SessionWindows(5, TimeDomain.EVENT));
    for (WindowAssigner<?> shape : shapes) {
      for (int allowed : new int[] {0, 100}) {
        Lateness lateness = Lateness.ownSplit().allow(Duration.ofMillis(allowed));
        WindowSettings settings =
            new WindowSettings(
                shape, null, EarlyFiring.NONE, null, lateness, A.minLong(Event::number));
        OperatorFactory factory = OperatorChoice.of(settings, null, Event.class);
        List<Timed<Event>> events = new ArrayList<>();
        for (int key = 0; key < 40; key++) {
          for (int time = key % 5; time < 60; time += 7) {
            events.add(Timed.at(time, new Event(key, key + time, 0)));
          }
        }
        try (var even = new ParallelHarness<Event, Object>(factory, Event::key, "strict");
            var uneven = new ParallelHarness<Event, Object>(factory, Event::key, "strict")) {
          even.batch(0, events);
          uneven.restore(uneven.checkpoint(), 2);
          uneven.batch(0, events);
          uneven.subtask(0).splitWatermark(0, 35);
          uneven.subtask(1).splitWatermark(0, 12);
          List<String> lines = lines(uneven);
          uneven.restore(uneven.checkpoint(), 1);
          for (long watermark : new long[] {20, 40, 50, EventTimes.MAX}) {
            uneven.splitWatermark(0, watermark);
          }
          lines.addAll(lines(uneven));
          lines.sort(null);
          even.splitWatermark(0, EventTimes.MAX);
          assertThat(lines).as(shape + " " + lateness).isEqualTo(lines(even));
          assertThat(uneven.sum(OperatorHarness::openWindows)).isZero();
        }
      }
    }
  }

  private static List<String> take(ParallelHarness<Event, Object> harness, Step step) {
    harness.batch(step.split(), step.events());
    if (step.watermark() > EventTimes.MIN) {
      harness.splitWatermark(step.split(), step.watermark());
    }
    if (step.wall() > 0) {
      harness.wall(step.wall());
    }
    return lines(harness);
  }

  private static List<String> end(ParallelHarness<Event, Object> harness) {
    for (int split = 0; split < 2; split++) {
      harness.splitWatermark(split, EventTimes.MAX);
    }
    for (int i = 0; i < harness.parallelism(); i++) {
      harness.subtask(i).endOfInput();
    }
    List<String> lines = lines(harness);
    lines.add(harness.sum(OperatorHarness::openWindows) + " windows left");
    lines.add(harness.sum(each -> each.store().keys().size()) + " keys left");
    return lines;
  }

  private static List<String> lines(ParallelHarness<Event, Object> harness) {
    List<String> lines = new ArrayList<>();
    harness
        .takeOutput()
        .forEach(
            each -> {
              WindowResult<?, ?> result = (WindowResult<?, ?>) each.value();
              lines.add(
                  String.join(
                      " ",
                      Objects.toString(result.key()),
                      result.window().toString(),
                      result.firing().name(),
                      Objects.toString(result.value()),
                      "@" + each.timeMs()));
            });
    harness.takeSide(LATE).forEach(each -> lines.add("late " + each.value().value()));
    lines.sort(null);
    return lines;
  }

  private static List<Step> steps(Random random) {
    List<Step> steps = new ArrayList<>();
    long base = 100;
    long[] own = {EventTimes.MIN, EventTimes.MIN};
    long wall = 1;
    int count = 8 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      base += random.nextInt(12);
      int split = random.nextInt(2);
      List<Timed<Event>> events = new ArrayList<>();
      for (int n = random.nextInt(7); n > 0; n--) {
        Event event =
            new Event(random.nextInt(4), random.nextInt(100) - 50, random.nextInt(100) / 4.0);
        long timeMs = base + random.nextInt(30) - 20;
        if (random.nextInt(4) == 0) {
          own[split] = Math.max(own[split], base - random.nextInt(15));
          events.add(Timed.after(own[split], timeMs, event));
        } else {
          events.add(Timed.at(timeMs, event));
        }
      }
      long watermark = EventTimes.MIN;
      if (random.nextInt(2) == 0) {
        own[split] = Math.max(own[split], base - random.nextInt(15));
        watermark = own[split];
      }
      wall += random.nextInt(6);
      steps.add(new Step(split, events, watermark, random.nextInt(3) == 0 ? wall : 0));
    }
    return steps;
  }

  private static WindowSettings settings(Random random) {
    WindowAssigner<?> assigner = assigner(random);
    boolean ending = assigner instanceof EndingSessionWindows;
    boolean counting = assigner instanceof CountWindows;
    Trigger<?> trigger = ending || counting || random.nextInt(3) > 0 ? null : trigger(random);
    Evictor<?> evictor = ending || random.nextInt(4) > 0 ? null : evictor(random);
    EarlyFiring early = EarlyFiring.NONE;
    if (trigger == null && !ending && !counting && random.nextInt(4) == 0) {
      boolean byEvents = assigner.domain() == TimeDomain.EVENT;
      early =
          new EarlyFiring(
              byEvents ? random.nextInt(8) : 0,
              random.nextInt(8),
              random.nextInt(4),
              random.nextInt(3));
    }
    Lateness base = random.nextInt(3) == 0 ? Lateness.merged() : Lateness.ownSplit();
    if (!ending && random.nextInt(4) == 0) {
      base = base.discardingFirings();
    }
    Lateness lateness =
        random.nextBoolean() ? base : base.allow(Duration.ofMillis(random.nextInt(30)));
    Aggregate<?, ?, ?> aggregate = AGGREGATES.get(random.nextInt(AGGREGATES.size()));
    if (aggregate == FRACTIONS
        && assigner instanceof SlidingWindows sliding
        && sliding.sizeMs() % sliding.slideMs() != 0) {
      aggregate = A.count(); // of these the last bits may differ, as the order of adding does
    }
    return new WindowSettings(assigner, trigger, early, evictor, lateness, aggregate);
  }

  private static WindowAssigner<?> assigner(Random random) {
    long size = 1 + random.nextInt(20);
    long slide = 1 + random.nextInt(20);
    var domain = random.nextInt(4) == 0 ? TimeDomain.PROCESSING : TimeDomain.EVENT;
    return switch (random.nextInt(7)) {
      case 0 -> new TumblingWindows(size, random.nextInt((int) size), domain);
      case 1, 2 -> new SlidingWindows(size, slide, random.nextInt((int) slide), domain);
      case 3 -> new SessionWindows(size, domain);
      case 4 -> new GlobalWindows(random.nextBoolean());
      case 5 -> new CountWindows(1 + random.nextInt(5), 1 + random.nextInt(5));
      default -> new EndingSessionWindows<Event>(size, size + slide, event -> event.number() > 40);
    };
  }

  private static @Nullable Trigger<?> trigger(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Triggers.count(1 + random.nextInt(4));
      case 1 -> Triggers.purging(Triggers.count(1 + random.nextInt(4)));
      case 2 -> Triggers.continuousEventTime(Duration.ofMillis(1 + random.nextInt(10)));
      case 3 -> Triggers.continuousProcessingTime(Duration.ofMillis(1 + random.nextInt(10)));
      default -> Triggers.endOfStream();
    };
  }

  private static Evictor<?> evictor(Random random) {
    return random.nextBoolean()
        ? Evictors.count(1 + random.nextInt(4))
        : Evictors.time(Duration.ofMillis(1 + random.nextInt(10)));
  }
}
