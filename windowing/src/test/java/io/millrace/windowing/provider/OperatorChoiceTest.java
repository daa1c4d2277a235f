package io.millrace.windowing.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowSettings;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.SessionWindows;
import io.millrace.windowing.SlidingWindows;
import io.millrace.windowing.TumblingWindows;
import io.millrace.windowing.Windows;
import io.millrace.windowing.general.GeneralWindowOperator;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OperatorChoiceTest {
  private static final Type UNKNOWN = new UnknownType("not given");

  @SuppressWarnings("rawtypes") // the class of a side output carries no type argument
  private static final SideOutput<Late> LATE = SideOutput.of("late", Late.class);

  @Test
  void whenAFastOperatorIsChosen_thenItGivesWhatTheGeneralOneGivesAfterEachStep() {
    Seeds.forEach(
        1_000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          WindowSettings settings = someSettings(random);
          OperatorFactory general = () -> new GeneralWindowOperator<>(settings);
          try (var fast = harness(OperatorChoice.of(settings, null, UNKNOWN));
              var slow = harness(general)) {
            run(random, fast, slow);
          }
        });
  }

  @Test
  void whenSettingsAskForMore_thenTheGeneralOperatorServes() {
    EarlyFiring early = new EarlyFiring(0, 0, 5, 0);
    WindowSettings previews =
        new WindowSettings(
            Windows.tumbling(Duration.ofSeconds(1)),
            null,
            early,
            null,
            Lateness.NONE,
            Aggregates.count());
    assertThat(OperatorChoice.of(previews, null, UNKNOWN).create())
        .isInstanceOf(GeneralWindowOperator.class);
  }

  private static void run(
      SplittableRandom random,
      OperatorHarness<Long, WindowResult<Long, Object>> fast,
      OperatorHarness<Long, WindowResult<Long, Object>> slow) {
    int splits = 1 + random.nextInt(2);
    long[] watermarks = new long[splits];
    for (int split = 0; split < splits; split++) {
      watermarks[split] = -20;
      fast.splitWatermark(split, -20);
      slow.splitWatermark(split, -20);
    }
    for (int step = 0; step < 40; step++) {
      int split = random.nextInt(splits);
      if (random.nextInt(4) == 0) {
        watermarks[split] += random.nextLong(15);
        fast.splitWatermark(split, watermarks[split]);
        slow.splitWatermark(split, watermarks[split]);
      } else {
        long value = random.nextLong(100);
        long timeMs = watermarks[split] + random.nextLong(-20, 25);
        fast.event(split, value, timeMs);
        slow.event(split, value, timeMs);
      }
      assertSame(fast, slow, step);
    }
    for (int split = 0; split < splits; split++) {
      fast.splitWatermark(split, EventTimes.MAX);
      slow.splitWatermark(split, EventTimes.MAX);
      assertSame(fast, slow, 40 + split);
    }
    assertThat(fast.fates()).isEqualTo(slow.fates());
    assertThat(fast.store().keys().size()).isZero();
    assertThat(slow.store().keys().size()).isZero();
  }

  private static void assertSame(
      OperatorHarness<Long, WindowResult<Long, Object>> fast,
      OperatorHarness<Long, WindowResult<Long, Object>> slow,
      int step) {
    assertThat(fast.takeOutput())
        .as("step %s", step)
        .containsExactlyInAnyOrderElementsOf(slow.takeOutput());
    assertThat(fast.takeSide(LATE)).as("late, step %s", step).isEqualTo(slow.takeSide(LATE));
  }

  private static OperatorHarness<Long, WindowResult<Long, Object>> harness(
      OperatorFactory factory) {
    return OperatorHarness.<Long, Long, WindowResult<Long, Object>>keyed(
            factory, value -> value % 2)
        .longKeys();
  }

  private static WindowSettings someSettings(SplittableRandom random) {
    long size = 1 + random.nextLong(15);
    long slide = 1 + random.nextLong(15);
    WindowAssigner<?> assigner =
        switch (random.nextInt(3)) {
          case 0 -> new TumblingWindows(size, random.nextLong(size), TimeDomain.EVENT);
          case 1 -> new SlidingWindows(size, slide, random.nextLong(slide), TimeDomain.EVENT);
          default -> new SessionWindows(size, TimeDomain.EVENT);
        };
    List<Aggregate<Long, ?, ?>> aggregates =
        List.of(
            Aggregates.count(),
            Aggregates.sumLong(value -> value),
            Aggregates.maxLong(value -> value));
    Lateness lateness =
        (random.nextBoolean() ? Lateness.merged() : Lateness.ownSplit())
            .allow(Duration.ofMillis(random.nextBoolean() ? 0 : random.nextLong(12)));
    return new WindowSettings(
        assigner, null, EarlyFiring.NONE, null, lateness, aggregates.get(random.nextInt(3)));
  }
}
