package io.millrace.windowing.general;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Lateness;
import io.millrace.windowing.EndingSessionWindows;
import io.millrace.windowing.Evictors;
import io.millrace.windowing.Triggers;
import io.millrace.windowing.Windows;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EndingSessionOperatorTest {
  private static final EndingSessionWindows<Click> UNTIL_LOGOUT =
      Windows.session(Duration.ofMillis(10)).endingWith(Click::logout);

  @Test
  void whenEndEventComes_thenItBelongsToTheSessionAndTheNextOpensAnother() {
    try (var clicks = Rig.of(UNTIL_LOGOUT).ending()) {
      clicks.event(Click.of("a", 1), 0).event(new Click("a", 2, true), 5);
      clicks.event(Click.of("a", 3), 6);
      assertThat(Rig.lines(clicks.watermark(4))).isEmpty();
      assertThat(Rig.lines(clicks.watermark(5))).containsExactly("a [0,6) ON_TIME [1, 2] @5");
      assertThat(Rig.lines(clicks.watermark(15))).containsExactly("a [6,16) ON_TIME [3] @15");
      assertThat(clicks.store().keys().size()).isZero();
    }
  }

  @Test
  void whenEndEventComesOutOfOrder_thenTheCutIsTheSame() {
    try (var clicks = Rig.of(UNTIL_LOGOUT).ending()) {
      clicks.event(Click.of("a", 3), 6).event(Click.of("a", 1), 0);
      clicks.event(new Click("a", 2, true), 5);
      assertThat(Rig.lines(clicks.watermark(EventTimes.MAX)))
          .containsExactly("a [0,6) ON_TIME [1, 2] @5", "a [6,16) ON_TIME [3] @15");
    }
  }

  @Test
  void whenEventWouldStretchTheSession_thenItOpensAnother() {
    try (var clicks =
        Rig.of(Windows.session(Duration.ofMillis(10)).maxLength(Duration.ofMillis(12))).ending()) {
      for (int id = 0; id < 5; id++) {
        clicks.event(Click.of("a", id), id * 4L);
      }
      assertThat(Rig.lines(clicks.watermark(11))).containsExactly("a [0,12) ON_TIME [0, 1, 2] @11");
      assertThat(Rig.lines(clicks.watermark(100))).containsExactly("a [12,24) ON_TIME [3, 4] @23");
    }
  }

  @Test
  void whenLateEventCutsAFiredSession_thenBothPartsAreCorrected() {
    try (var clicks =
        Rig.of(UNTIL_LOGOUT).lateness(Lateness.ownSplit().allow(Duration.ofMillis(100))).ending()) {
      clicks.event(Click.of("a", 1), 0).event(Click.of("a", 2), 8).watermark(30);
      clicks.event(new Click("a", 3, true), 4);
      assertThat(Rig.lines(clicks))
          .containsExactly(
              "a [0,18) ON_TIME [1, 2] @17", "a [0,5) LATE [1, 3] @4", "a [8,18) LATE [2] @17");
      assertThat(clicks.watermark(EventTimes.MAX).takeOutput()).isEmpty();
      assertThat(clicks.store().keys().size()).isZero();
      clicks.checkBalance();
    }
  }

  @Test
  void whenWatermarkHasReachedTheEvent_thenItIsLate() {
    try (var clicks = Rig.of(UNTIL_LOGOUT).ending()) {
      clicks.watermark(5).event(Click.of("a", 1), 5).event(Click.of("a", 2), 6);
      assertThat(Rig.lateIds(clicks)).containsExactly(1);
      clicks.checkBalance();
    }
  }

  @Test
  void whenTimesAreExtreme_thenSessionsAreRight() {
    try (var clicks = Rig.of(UNTIL_LOGOUT).ending()) {
      clicks.event(Click.of("a", 1), EventTimes.MIN + 1);
      clicks.event(Click.of("a", 2), EventTimes.MAX - 1);
      assertThat(Rig.lines(clicks.watermark(EventTimes.MAX)))
          .containsExactly(
              "a [-9223372036854775807,-9223372036854775797) ON_TIME [1] @-9223372036854775798",
              "a [9223372036854775806,9223372036854775807) ON_TIME [2] @9223372036854775806");
    }
  }

  @Test
  void whenSettingsDoNotFit_thenTheyAreRefused() {
    assertInvalid(Rig.of(UNTIL_LOGOUT).trigger(Triggers.never()));
    assertInvalid(Rig.of(UNTIL_LOGOUT).evictor(Evictors.count(1)));
    assertInvalid(Rig.of(UNTIL_LOGOUT).early(new EarlyFiring(0, 0, 1, 0)));
    assertInvalid(
        Rig.of(UNTIL_LOGOUT)
            .lateness(Lateness.ownSplit().allow(Duration.ofMillis(1)).discardingFirings()));
  }

  private static void assertInvalid(Rig rig) {
    assertThatThrownBy(() -> new EndingSessionOperator<>(rig.settings()))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("WINDOW_INVALID [USER]");
  }
}
