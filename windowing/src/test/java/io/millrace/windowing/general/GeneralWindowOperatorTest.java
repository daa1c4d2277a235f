package io.millrace.windowing.general;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Fate;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Timed;
import io.millrace.windowing.Evictors;
import io.millrace.windowing.Triggers;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GeneralWindowOperatorTest {
  private static final Duration TEN = Duration.ofMillis(10);
  private static final Duration FIVE = Duration.ofMillis(5);

  @Test
  void whenWatermarkReachesLastMillisecond_thenWindowFiresOnceAndStateIsGone() {
    try (var clicks = Rig.of(Windows.tumbling(TEN)).general()) {
      clicks.event(Click.of("a", 1), 0).event(Click.of("a", 2), 9).event(Click.of("b", 3), 10);
      assertThat(clicks.openWindows()).isEqualTo(2);
      assertThat(Rig.lines(clicks.watermark(8))).isEmpty();
      assertThat(Rig.lines(clicks.watermark(9))).containsExactly("a [0,10) ON_TIME [1, 2] @9");
      assertThat(Rig.lines(clicks.watermark(EventTimes.MAX)))
          .containsExactly("b [10,20) ON_TIME [3] @19");
      assertGone(clicks);
    }
  }

  @Test
  void whenTimesAreExtreme_thenWindowsAreRightAndFireAtTheEndOfTheStream() {
    try (var clicks = Rig.of(Windows.tumbling(TEN)).general()) {
      clicks.event(Click.of("a", 1), EventTimes.MIN + 1).event(Click.of("a", 2), -1);
      clicks.event(Click.of("a", 3), 0).event(Click.of("a", 4), 1);
      clicks.event(Click.of("a", 5), EventTimes.MAX - 1);
      assertThat(Rig.lines(clicks.watermark(EventTimes.MAX)))
          .containsExactly(
              "a [-9223372036854775808,-9223372036854775800) ON_TIME [1] @-9223372036854775801",
              "a [-10,0) ON_TIME [2] @-1",
              "a [0,10) ON_TIME [3, 4] @9",
              "a [9223372036854775800,9223372036854775807) ON_TIME [5] @9223372036854775806");
      assertGone(clicks);
    }
  }

  @Test
  void whenOwnSplitCallsEventLate_thenItIsLateEvenIfOthersHoldTheWatermarkBack() {
    try (var clicks = Rig.of(Windows.tumbling(TEN)).general()) {
      clicks.splitWatermark(0, 3).splitWatermark(1, 15);
      clicks.event(0, Click.of("a", 1), 5).event(1, Click.of("a", 2), 6);
      List<Late<?>> lates = Rig.lates(clicks);
      assertThat(lates).hasSize(1);
      assertThat(lates.get(0).at()).isEqualTo(Instant.ofEpochMilli(6));
      assertThat(lates.get(0).lateBy()).isEqualTo(Duration.ofMillis(9));
      assertThat(clicks.fates(Fate.LATE)).isEqualTo(1);
      assertThat(Rig.lines(clicks.splitWatermark(0, 9))).containsExactly("a [0,10) ON_TIME [1] @9");
      clicks.checkBalance();
    }
  }

  @Test
  void whenJudgedByMerged_thenTheSlowestSplitDecides() {
    try (var clicks = Rig.of(Windows.tumbling(TEN)).lateness(Lateness.merged()).general()) {
      clicks.splitWatermark(0, 3).splitWatermark(1, 15);
      clicks.event(0, Click.of("a", 1), 5).event(1, Click.of("a", 2), 6);
      assertThat(Rig.lines(clicks.splitWatermark(0, 9)))
          .containsExactly("a [0,10) ON_TIME [1, 2] @9");
    }
  }

  @Test
  void whenSomeWindowsAreLateByOwnSplit_thenEventCountsInTheOthersOnly() {
    try (var clicks = Rig.of(Windows.sliding(TEN, FIVE)).general()) {
      clicks.splitWatermark(0, 3).splitWatermark(1, 10);
      clicks.event(1, Click.of("a", 1), 7).event(0, Click.of("a", 2), 7);
      assertThat(Rig.lines(clicks.splitWatermark(1, EventTimes.MAX).splitWatermark(0, 30)))
          .containsExactly("a [0,10) ON_TIME [2] @9", "a [5,15) ON_TIME [1, 2] @14");
      assertThat(Rig.lateIds(clicks)).isEmpty();
    }
  }

  @Test
  void whenSessionIsOverByOwnSplit_thenItDoesNotTakeTheEventBeforeItFired() {
    try (var clicks = Rig.of(Windows.session(TEN)).general()) {
      clicks.splitWatermark(0, -5).splitWatermark(1, 12);
      clicks.event(0, Click.of("a", 1), 3).event(1, Click.of("a", 2), 13);
      assertThat(Rig.lines(clicks.splitWatermark(0, 30).splitWatermark(1, 30)))
          .containsExactly("a [3,13) ON_TIME [1] @12", "a [13,23) ON_TIME [2] @22");
      assertGone(clicks);
    }
  }

  @Test
  void whenEventIsBehindItsOwnSplit_thenNoSessionTakesItHoweverOpen() {
    try (var clicks = Rig.of(Windows.session(TEN)).general()) {
      clicks.splitWatermark(0, -5).splitWatermark(1, 12);
      clicks.event(0, Click.of("a", 1), 0).event(1, Click.of("a", 2), 5);
      assertThat(Rig.lines(clicks.splitWatermark(0, 30).splitWatermark(1, 30)))
          .containsExactly("a [0,10) ON_TIME [1] @9");
      assertThat(Rig.lateIds(clicks)).containsExactly(2);
      assertGone(clicks);
    }
  }

  @Test
  void whenBatchCarriesAWatermarkForEachEvent_thenEachIsJudgedByItsOwn() {
    try (var clicks = Rig.of(Windows.tumbling(TEN)).general()) {
      clicks.splitWatermark(1, 0);
      clicks.batch(
          0,
          List.of(
              Timed.after(5, 6, Click.of("a", 1)),
              Timed.after(9, 7, Click.of("a", 2)),
              Timed.after(9, 17, Click.of("a", 3))));
      assertThat(Rig.lateIds(clicks)).containsExactly(2);
      assertThat(Rig.lines(clicks.splitWatermark(1, 40).splitWatermark(0, 40)))
          .containsExactly("a [0,10) ON_TIME [1] @9", "a [10,20) ON_TIME [3] @19");
    }
  }

  @Test
  void whenEventInNoWindowIsJudgedByTheMergedWatermark_thenItIsLateOnceItsTimeIsOver() {
    Lateness lateness = Lateness.merged().allow(Duration.ofMillis(2));
    try (var clicks = Rig.of(Windows.sliding(FIVE, TEN)).lateness(lateness).general()) {
      clicks.watermark(9).event(Click.of("a", 1), 7).event(Click.of("a", 2), 8);
      assertThat(Rig.lateIds(clicks)).containsExactly(1);
      assertThat(clicks.fates(Fate.LATE)).isEqualTo(1);
      assertThat(clicks.fates(Fate.NO_WINDOW)).isEqualTo(1);
      clicks.checkBalance();
    }
  }

  @Test
  void whenEventIsInNoWindow_thenItIsCountedAndNotLate() {
    try (var clicks = Rig.of(Windows.sliding(FIVE, TEN)).general()) {
      clicks.watermark(100).event(Click.of("a", 1), 7).event(Click.of("a", 2), 107);
      assertThat(clicks.fates(Fate.NO_WINDOW)).isEqualTo(2);
      assertThat(Rig.lateIds(clicks)).isEmpty();
      clicks.checkBalance();
      assertGone(clicks);
    }
  }

  @Test
  void whenLatenessIsAllowed_thenEachLateEventCorrectsTheResult() {
    try (var clicks =
        Rig.of(Windows.tumbling(TEN)).lateness(Lateness.ownSplit().allow(FIVE)).general()) {
      clicks.event(Click.of("a", 1), 1).watermark(9).event(Click.of("a", 2), 2);
      clicks.watermark(13).event(Click.of("a", 3), 3);
      assertThat(Rig.lines(clicks))
          .containsExactly(
              "a [0,10) ON_TIME [1] @9", "a [0,10) LATE [1, 2] @9", "a [0,10) LATE [1, 2, 3] @9");
      clicks.watermark(14).event(Click.of("a", 4), 4);
      assertThat(Rig.lateIds(clicks)).containsExactly(4);
      assertGone(clicks);
    }
  }

  @Test
  void whenDiscarding_thenAFiringShowsOnlyWhatIsNew() {
    try (var clicks =
        Rig.of(Windows.tumbling(TEN))
            .lateness(Lateness.ownSplit().allow(FIVE).discardingFirings())
            .early(new EarlyFiring(0, 0, 2, 0))
            .general()) {
      clicks.event(Click.of("a", 1), 1).event(Click.of("a", 2), 2).event(Click.of("a", 3), 3);
      clicks.watermark(9).event(Click.of("a", 4), 4);
      assertThat(Rig.lines(clicks))
          .containsExactly(
              "a [0,10) EARLY [1, 2] @9", "a [0,10) ON_TIME [3] @9", "a [0,10) LATE [4] @9");
    }
  }

  @Test
  void whenPreviewsByEventTime_thenOneForEachAdvanceAndTheResultOnce() {
    try (var clicks = Rig.of(Windows.tumbling(TEN)).early(new EarlyFiring(3, 0, 0, 0)).general()) {
      clicks.event(Click.of("a", 1), 1).watermark(7).watermark(8).watermark(50);
      assertThat(Rig.lines(clicks))
          .containsExactly("a [0,10) EARLY [1] @9", "a [0,10) ON_TIME [1] @9");
      assertGone(clicks);
    }
  }

  @Test
  void whenPreviewsByWallClock_thenTheyStopWithTheWindow() {
    try (var clicks =
        Rig.of(Windows.tumbling(TEN)).early(new EarlyFiring(0, 100, 0, 0)).general()) {
      clicks.event(Click.of("a", 1), 1).wall(99).wall(100).wall(350).watermark(9).wall(900);
      assertThat(Rig.lines(clicks))
          .containsExactly(
              "a [0,10) EARLY [1] @9", "a [0,10) EARLY [1] @9", "a [0,10) ON_TIME [1] @9");
      assertGone(clicks);
    }
  }

  @Test
  void whenCorrectionsAreBundled_thenTheRestIsShownBeforeTheWindowGoes() {
    try (var clicks =
        Rig.of(Windows.tumbling(TEN))
            .lateness(Lateness.ownSplit().allow(FIVE))
            .early(new EarlyFiring(0, 0, 0, 2))
            .general()) {
      clicks.event(Click.of("a", 1), 1).watermark(9);
      clicks.event(Click.of("a", 2), 2).event(Click.of("a", 3), 3).event(Click.of("a", 4), 4);
      clicks.watermark(20);
      assertThat(Rig.lines(clicks))
          .containsExactly(
              "a [0,10) ON_TIME [1] @9",
              "a [0,10) LATE [1, 2, 3] @9",
              "a [0,10) LATE [1, 2, 3, 4] @9");
      assertGone(clicks);
    }
  }

  @Test
  void whenSessionsMerge_thenTheirPreviewCountsAddUp() {
    try (var clicks = Rig.of(Windows.session(TEN)).early(new EarlyFiring(0, 0, 3, 0)).general()) {
      clicks.event(Click.of("a", 1), 0).event(Click.of("a", 2), 15).event(Click.of("a", 3), 8);
      assertThat(Rig.lines(clicks)).containsExactly("a [0,25) EARLY [1, 2, 3] @24");
      assertThat(clicks.openWindows()).isEqualTo(1);
      assertThat(Rig.lines(clicks.watermark(24))).containsExactly("a [0,25) ON_TIME [1, 2, 3] @24");
      assertGone(clicks);
    }
  }

  @Test
  void whenByProcessingTime_thenTheClockFiresOnceItHasLeftTheWindow() {
    try (var clicks = Rig.of(Windows.tumbling(TEN).processingTime()).general()) {
      clicks.wall(3).event(Click.of("a", 1), 777).wall(9);
      clicks.event(Click.of("a", 2), 777).watermark(EventTimes.MAX);
      assertThat(Rig.lines(clicks)).isEmpty();
      assertThat(Rig.lines(clicks.wall(10))).containsExactly("a [0,10) ON_TIME [1, 2] @9");
      assertGone(clicks);
    }
  }

  @Test
  void whenCounting_thenEachGroupFiresAndNothingStays() {
    try (var clicks = Rig.of(Windows.count(2)).general()) {
      clicks.event(Click.of("a", 1), 10).event(Click.of("a", 2), 7).event(Click.of("b", 3), 8);
      assertThat(Rig.lines(clicks)).containsExactly("a all ON_TIME [1, 2] @7");
      assertThat(clicks.openWindows()).isEqualTo(1);
      clicks.event(Click.of("b", 4), 9);
      assertThat(Rig.lines(clicks)).containsExactly("b all ON_TIME [3, 4] @9");
      assertGone(clicks);
    }
  }

  @Test
  void whenCountSlides_thenTheLastEventsAreShown() {
    try (var clicks = Rig.of(Windows.count(3, 2)).general()) {
      for (int id = 1; id <= 6; id++) {
        clicks.event(Click.of("a", id), id);
      }
      assertThat(Rig.lines(clicks))
          .containsExactly(
              "a all ON_TIME [1, 2] @2",
              "a all ON_TIME [2, 3, 4] @4",
              "a all ON_TIME [4, 5, 6] @6");
    }
  }

  @Test
  void whenGlobalUntilEnd_thenItFiresWithTheLastWatermarkAtTheLatestEventTime() {
    try (var clicks = Rig.of(Windows.globalUntilEnd()).general()) {
      clicks.event(Click.of("a", 1), 10).event(Click.of("a", 2), 7).watermark(1_000);
      assertThat(Rig.lines(clicks)).isEmpty();
      assertThat(Rig.lines(clicks.watermark(EventTimes.MAX)))
          .containsExactly("a all ON_TIME [1, 2] @10");
    }
  }

  @Test
  void whenContinuousTrigger_thenOneFiringForEachAdvanceUnlessEachMultipleIsAskedFor() {
    var trigger = Triggers.continuousEventTime(Duration.ofMillis(3));
    try (var clicks = Rig.of(Windows.tumbling(TEN)).trigger(trigger).general();
        var each = Rig.of(Windows.tumbling(TEN)).trigger(trigger.firingEachMultiple()).general()) {
      clicks.event(Click.of("a", 1), -9).watermark(-4).watermark(5);
      each.event(Click.of("a", 1), 1).watermark(7).watermark(12);
      assertThat(Rig.lines(clicks))
          .containsExactly("a [-10,0) EARLY [1] @-1", "a [-10,0) ON_TIME [1] @-1");
      assertThat(Rig.lines(each))
          .containsExactly(
              "a [0,10) EARLY [1] @9", "a [0,10) EARLY [1] @9", "a [0,10) ON_TIME [1] @9");
    }
  }

  @Test
  void whenContinuousByWallClock_thenItFiresAtMultiplesOfTheClock() {
    var trigger = Triggers.continuousProcessingTime(Duration.ofMillis(100));
    try (var clicks = Rig.of(Windows.global()).trigger(trigger).general()) {
      clicks.wall(30).event(Click.of("a", 1), 5).wall(99);
      assertThat(Rig.lines(clicks)).isEmpty();
      assertThat(Rig.lines(clicks.wall(100).wall(450))).hasSize(2);
    }
  }

  @Test
  void whenEvictedByTime_thenOnlyTheLatestAreShown() {
    try (var clicks =
        Rig.of(Windows.tumbling(TEN)).evictor(Evictors.time(Duration.ofMillis(3))).general()) {
      clicks.event(Click.of("a", 1), 9).event(Click.of("a", 2), 6).event(Click.of("a", 3), 7);
      assertThat(Rig.lines(clicks.watermark(9))).containsExactly("a [0,10) ON_TIME [1, 3] @9");
    }
  }

  @Test
  void whenManyKeysFire_thenTheyComeInPieces() {
    var operator =
        new GeneralWindowOperator<String, Click, List<Integer>, List<Integer>>(
            Rig.of(Windows.tumbling(TEN)).settings());
    List<Integer> pieces = new ArrayList<>();
    int keys = 2 * GeneralWindowOperator.PIECE + 5;
    try (OperatorHarness<Click, WindowResult<String, List<Integer>>> clicks =
        OperatorHarness.keyed(() -> new PieceCounter<>(operator, operator, pieces), Click::user)) {
      for (int key = 0; key < keys; key++) {
        clicks.event(Click.of("k" + key, key), 1);
      }
      assertThat(clicks.watermark(9).takeOutput()).hasSize(keys);
      assertThat(pieces).contains(GeneralWindowOperator.PIECE);
      assertThat(pieces).allMatch(piece -> piece <= GeneralWindowOperator.PIECE);
      assertGone(clicks);
    }
  }

  @Test
  void whenSettingsDoNotFit_thenTheyAreRefused() {
    EarlyFiring early = new EarlyFiring(0, 0, 1, 0);
    assertInvalid(Rig.of(Windows.tumbling(TEN)).trigger(Triggers.never()).early(early));
    assertInvalid(Rig.of(Windows.count(2)).early(early));
    assertInvalid(
        Rig.of(Windows.tumbling(TEN).processingTime()).early(new EarlyFiring(5, 0, 0, 0)));
  }

  private static void assertInvalid(Rig rig) {
    assertThatThrownBy(() -> new GeneralWindowOperator<>(rig.settings()))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("WINDOW_INVALID [USER]");
  }

  private static void assertGone(OperatorHarness<Click, ?> clicks) {
    clicks.checkBalance();
    assertThat(clicks.openWindows()).isZero();
    assertThat(clicks.store().keys().size()).isZero();
  }
}
