package io.millrace.windowing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.TimeWindow;
import io.millrace.testkit.Seeds;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class AssignersTest {
  private static final BigInteger MIN = BigInteger.valueOf(EventTimes.MIN);
  private static final BigInteger MAX = BigInteger.valueOf(EventTimes.MAX);
  private static final long[] EXTREMES = {
    EventTimes.MIN + 1, EventTimes.MIN + 7, -1, 0, 1, EventTimes.MAX - 7, EventTimes.MAX - 1
  };

  @Test
  void whenTumbling_thenEachEventIsInTheOneWindowOfTheNaiveSearch() {
    Seeds.forEach(
        1_000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          long size = 1 + random.nextLong(20);
          long offset = random.nextLong(-size + 1, size);
          TumblingWindows windows = new TumblingWindows(size, offset, TimeDomain.EVENT);
          long time = someTime(random);
          assertThat(windows.assign("", time)).isEqualTo(naive(time, size, size, offset));
        });
  }

  @Test
  void whenSliding_thenEachEventIsInTheWindowsOfTheNaiveSearch() {
    Seeds.forEach(
        1_000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          long size = 1 + random.nextLong(20);
          long slide = 1 + random.nextLong(25);
          long offset = random.nextLong(-slide + 1, slide);
          SlidingWindows windows = new SlidingWindows(size, slide, offset, TimeDomain.EVENT);
          long time = someTime(random);
          assertThat(windows.assign("", time)).isEqualTo(naive(time, size, slide, offset));
        });
  }

  @Test
  void whenSizesAreHuge_thenWindowsAreCutOffAtTheEndsOfTheRange() {
    long huge = EventTimes.MAX;
    assertThat(new TumblingWindows(huge, 0, TimeDomain.EVENT).assign("", -5))
        .containsExactly(new TimeWindow(-huge, 0));
    assertThat(new SlidingWindows(huge, huge / 2 + 1, 0, TimeDomain.EVENT).assign("", 3))
        .containsExactly(new TimeWindow(-huge / 2 - 1, huge / 2), new TimeWindow(0, huge));
    assertThat(Windows.session(Duration.ofMillis(10)).assign("", EventTimes.MAX - 1))
        .containsExactly(new TimeWindow(EventTimes.MAX - 1, EventTimes.MAX));
  }

  @Test
  void whenEventHasNoTime_thenItIsRefused() {
    for (long reserved : new long[] {EventTimes.MIN, EventTimes.MAX}) {
      assertThatThrownBy(() -> Windows.tumbling(Duration.ofMillis(5)).assign("", reserved))
          .isInstanceOf(MillraceException.class)
          .hasMessageStartingWith("EVENT_TIME_INVALID");
    }
  }

  @Test
  void whenGapComesFromTheEvent_thenItsWindowIsThatLong() {
    DynamicSessionWindows<Integer> sessions = Windows.dynamicSession(gap -> Duration.ofMillis(gap));
    assertThat(sessions.assign(7, 100)).containsExactly(new TimeWindow(100, 107));
    assertInvalid(() -> sessions.assign(0, 100));
  }

  @Test
  void whenGlobalOrByCount_thenTimesDoNotMatter() {
    assertThat(Windows.global().assign("", EventTimes.MIN))
        .isEqualTo(List.of(GlobalWindow.INSTANCE));
    assertThat(Windows.count(3).assign("", EventTimes.MAX))
        .isEqualTo(List.of(GlobalWindow.INSTANCE));
    assertThat(Windows.global().usesTime()).isFalse();
    assertThat(Windows.count(3, 1).usesTime()).isFalse();
  }

  @Test
  void whenSettingsMakeNoSense_thenTheyAreRefused() {
    Duration second = Duration.ofSeconds(1);
    assertInvalid(() -> Windows.tumbling(Duration.ZERO));
    assertInvalid(() -> Windows.tumbling(Duration.ofNanos(1)));
    assertInvalid(() -> Windows.tumbling(second.negated()));
    assertInvalid(() -> Windows.tumbling(second).offset(second));
    assertInvalid(() -> Windows.tumbling(second).offset(second.negated()));
    assertInvalid(() -> Windows.sliding(second, Duration.ZERO));
    assertInvalid(() -> Windows.sliding(second.multipliedBy(9), second).offset(second));
    assertInvalid(() -> Windows.session(Duration.ZERO));
    assertInvalid(() -> Windows.session(second).maxLength(Duration.ZERO));
    assertInvalid(() -> Windows.session(second).processingTime().maxLength(second));
    assertInvalid(() -> Windows.count(0));
    assertInvalid(() -> Windows.count(1, 0));
    assertInvalid(() -> Triggers.count(0));
    assertInvalid(() -> Triggers.continuousEventTime(Duration.ZERO));
    assertInvalid(() -> Triggers.continuousProcessingTime(Duration.ZERO));
    assertInvalid(() -> Evictors.count(0));
    assertInvalid(() -> Evictors.time(Duration.ZERO));
  }

  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("WINDOW_INVALID [USER]");
  }

  private static long someTime(SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      return EXTREMES[random.nextInt(EXTREMES.length)];
    }
    return random.nextLong(-100, 100);
  }

  /**
   * Tries every start near the time, in unbounded arithmetic, and cuts off at the ends of the
   * range.
   */
  private static List<TimeWindow> naive(long time, long size, long slide, long offset) {
    BigInteger at = BigInteger.valueOf(time);
    List<TimeWindow> windows = new ArrayList<>();
    for (long back = size - 1; back >= 0; back--) {
      BigInteger start = at.subtract(BigInteger.valueOf(back));
      BigInteger phase = start.subtract(BigInteger.valueOf(offset)).mod(BigInteger.valueOf(slide));
      if (phase.signum() == 0) {
        BigInteger end = start.add(BigInteger.valueOf(size));
        windows.add(new TimeWindow(start.max(MIN).longValue(), end.min(MAX).longValue()));
      }
    }
    return windows;
  }
}
