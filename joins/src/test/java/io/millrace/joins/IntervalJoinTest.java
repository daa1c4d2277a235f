package io.millrace.joins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.WatermarkDelay;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntervalJoinTest {
  private static Step.IntervalJoin join(JoinKind kind, long lower, long upper) {
    return join(kind, lower, upper, Lateness.merged());
  }

  private static Step.IntervalJoin join(JoinKind kind, long lower, long upper, Lateness lateness) {
    return new Step.IntervalJoin(lower, true, upper, true, kind, lateness, Cases.combiner(kind));
  }

  private static JoinHarness run(JoinKind kind, long lower, long upper) {
    return new JoinHarness(join(kind, lower, upper));
  }

  @Test
  void whenBothAreInRange_thenThePairHasTheLaterTime() {
    JoinHarness harness = run(JoinKind.INNER, -2, 3).left("a", "l", 10);
    harness.right("a", "r7", 7).right("a", "r8", 8).right("a", "r13", 13).right("a", "r14", 14);
    harness.right("b", "other", 10);
    assertThat(harness.newResults()).containsExactly("l|r8@10", "l|r13@13");
  }

  @Test
  void whenABoundIsExclusive_thenItIsLeftOut() {
    Step.IntervalJoin step =
        new Step.IntervalJoin(
            -2, false, 3, false, JoinKind.INNER, Lateness.NONE, Cases.combiner(JoinKind.INNER));
    JoinHarness harness = new JoinHarness(step).left("a", "l", 10);
    harness.right("a", "r8", 8).right("a", "r9", 9).right("a", "r12", 12).right("a", "r13", 13);
    assertThat(harness.newResults()).containsExactly("l|r9@10", "l|r12@12");
  }

  @Test
  void whenTheWatermarkPassesTheLastPartner_thenTheUnmatchedRowComesOutOnceAndItsStateGoes() {
    JoinHarness harness = run(JoinKind.LEFT, -2, 3).left("a", "l", 10).watermark(13);
    assertThat(harness.newResults()).isEmpty();
    assertThat(harness.keys()).isOne();
    assertThat(harness.watermark(14).newResults()).containsExactly("l|-@10");
    assertThat(harness.keys()).isZero();
    assertThat(harness.end().newResults()).isEmpty();
  }

  @Test
  void whenAPartnerComesAtTheBoundWhileTheWatermarkStandsThere_thenItIsFound() {
    JoinHarness harness = run(JoinKind.FULL, -3, 6).left("a", "l", 10).watermark(16);
    assertThat(harness.right("a", "r", 16).newResults()).containsExactly("l|r@16");
    assertThat(harness.end().newResults()).isEmpty();
  }

  @Test
  void whenPartnersLieInThePast_thenARowWithoutAnyIsKnownAtOnce() {
    JoinHarness harness = run(JoinKind.LEFT, -7, -2).right("a", "r", 95).watermark(99);
    harness.left("a", "l1", 100).left("b", "l2", 100);
    assertThat(harness.newResults()).containsExactly("l1|r@100", "l2|-@100");
    assertThat(harness.store().keys().find("b")).isEqualTo(-1);
  }

  @Test
  void whenAntiJoined_thenOnlyLeftRowsWithoutAPartnerComeOut() {
    JoinHarness harness = run(JoinKind.ANTI, 0, 5).right("a", "r", 3);
    harness.left("a", "before", 1).left("a", "free", 4).left("a", "after", 6);
    harness.right("a", "r2", 10);
    assertThat(harness.newResults()).isEmpty();
    assertThat(harness.end().newResults()).containsExactly("free|-@4");
    assertThat(harness.keys()).isZero();
  }

  @Test
  void whenAnEventIsBehindItsOwnSplit_thenItIsLateThoughTheMergedWatermarkIsBehindIt() {
    JoinHarness harness = new JoinHarness(join(JoinKind.INNER, -5, 5, Lateness.ownSplit()));
    harness.right("a", "r", 10).watermark(3);
    harness.event(true, "a", "late", 8, 9).event(true, "a", "onTime", 9, 9);
    assertThat(harness.newResults()).containsExactly("onTime|r@10");
    assertThat(harness.lateIds()).containsExactly("late");
    assertThat(harness.late.get(0).lateBy()).isEqualTo(Duration.ofMillis(1));
    assertThat(harness.late.get(0).split()).isEqualTo("split-0");
    assertThat(harness.fate(Fate.LATE)).isOne();
    assertThat(harness.fate(Fate.OUT)).isEqualTo(2);
  }

  @Test
  void whenASplitWasIdle_thenTheOperatorsWatermarkDecides() {
    JoinHarness harness = new JoinHarness(join(JoinKind.INNER, -5, 5, Lateness.ownSplit()));
    harness.watermark(20).event(true, "a", "l", 19, 4);
    assertThat(harness.lateIds()).containsExactly("l");
  }

  @Test
  void whenLatenessIsAllowed_thenLateEventsFindPartnersAndTheUnmatchedWaitForThem() {
    Lateness lateness = Lateness.merged().allow(Duration.ofMillis(10));
    JoinHarness harness = new JoinHarness(join(JoinKind.FULL, 0, 5, lateness));
    harness.left("a", "l", 0).left("a", "l1", 1).watermark(15).right("a", "r", 5);
    assertThat(harness.newResults()).containsExactly("l|r@5", "l1|r@5");
    harness.right("a", "tooLate", 4).left("a", "alone", 7).watermark(22);
    assertThat(harness.newResults()).isEmpty();
    assertThat(harness.watermark(23).newResults()).containsExactly("alone|-@7");
    assertThat(harness.lateIds()).containsExactly("tooLate");
  }

  @Test
  void whenTimesAreExtreme_thenNothingWraps() {
    long least = EventTimes.MIN + 1;
    long most = EventTimes.MAX - 1;
    JoinHarness harness = run(JoinKind.FULL, -5, 5);
    harness.left("a", "low", least).right("a", "high", most).right("a", "low2", least + 3);
    harness.left("a", "high2", most - 5);
    assertThat(harness.newResults())
        .containsExactly("low|low2@" + (least + 3), "high2|high@" + most);
    assertThat(harness.end().newResults()).isEmpty();
    assertThat(harness.keys()).isZero();
  }

  @Test
  void whenThereAreNoBounds_thenAllPairsOfAKeyAreFoundAndTheEndOfTheStreamDecides() {
    JoinHarness harness = run(JoinKind.FULL, EventTimes.MIN, EventTimes.MAX);
    harness.left("a", "l", -1_000).watermark(1_000_000).right("a", "r", EventTimes.MAX - 1);
    harness.right("b", "alone", 2_000_000);
    assertThat(harness.newResults()).containsExactly("l|r@" + (EventTimes.MAX - 1));
    assertThat(harness.watermark(EventTimes.MAX - 1).newResults()).isEmpty();
    assertThat(harness.end().newResults()).containsExactly("-|alone@2000000");
    assertThat(harness.keys()).isZero();
  }

  @Test
  void whenManyRowsRunOut_thenTheyComeInPieces() {
    JoinHarness harness = run(JoinKind.LEFT, 0, 0);
    for (int i = 0; i < 5_000; i++) {
      harness.left("a", "l" + i, i);
    }
    assertThat(harness.end().newResults()).hasSize(5_000).doesNotHaveDuplicates();
    assertThat(harness.resumes).isGreaterThan(1);
  }

  @Test
  void whenAnEventHasNoTime_thenTheErrorSaysWhatToDo() {
    JoinHarness harness = run(JoinKind.INNER, 0, 0);
    assertThatThrownBy(() -> harness.left("a", "l", EventTimes.MIN))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("EVENT_TIME_INVALID")
        .hasMessageContaining("eventTime(");
  }

  @Test
  void whenTheIntervalIsEmpty_thenTheJoinIsRefused() {
    assertThatThrownBy(() -> run(JoinKind.INNER, 3, 2))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("JOIN_INVALID")
        .hasMessageContaining("from 3 ms (inclusive) to 2 ms (inclusive)");
  }

  @Test
  void whenRowsMustWait_thenTheWatermarkIsDelayedByThat() {
    assertThat(delay(join(JoinKind.INNER, -5, 7))).isZero();
    assertThat(delay(join(JoinKind.LEFT, -5, 7))).isEqualTo(8);
    assertThat(delay(join(JoinKind.RIGHT, -5, 7))).isEqualTo(6);
    assertThat(delay(join(JoinKind.FULL, -9, 7))).isEqualTo(10);
    assertThat(delay(join(JoinKind.LEFT, -9, -7))).isOne();
    assertThat(delay(join(JoinKind.ANTI, 0, EventTimes.MAX))).isEqualTo(EventTimes.MAX);
  }

  private static long delay(Step.IntervalJoin step) {
    return ((WatermarkDelay) new JoinHarness(step).operator()).watermarkDelayMs();
  }
}
