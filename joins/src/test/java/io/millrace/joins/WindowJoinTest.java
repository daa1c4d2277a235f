package io.millrace.joins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Combiner;
import io.millrace.api.operator.Fate;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import io.millrace.joins.JoinHarness.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowJoinTest {
  private static final Combiner<List<Row>, List<Row>, Iterable<String>> GROUPS =
      (left, right) -> List.of(ids(left) + ids(right));

  private static String ids(List<Row> rows) {
    return rows.stream().map(Row::id).toList().toString();
  }

  private static JoinHarness pairs(WindowAssigner<?> windows, JoinKind kind, Lateness lateness) {
    return new JoinHarness(
        new Step.WindowJoin(windows, kind, false, lateness, Cases.combiner(kind)));
  }

  private static JoinHarness groups(WindowAssigner<?> windows, Lateness lateness) {
    return new JoinHarness(new Step.WindowJoin(windows, JoinKind.FULL, true, lateness, GROUPS));
  }

  private static Lateness late(long ms) {
    return Lateness.merged().allow(Duration.ofMillis(ms));
  }

  @Test
  void whenTheWatermarkReachesTheLastMillisecond_thenAllPairsComeOutAndTheStateGoes() {
    JoinHarness harness = pairs(TestWindows.tumbling(10), JoinKind.INNER, Lateness.NONE);
    harness.left("a", "l0", 0).left("a", "l9", 9).right("a", "r5", 5).right("a", "r10", 10);
    assertThat(harness.watermark(8).newResults()).isEmpty();
    assertThat(harness.watermark(9).newResults()).containsExactly("l0|r5@9", "l9|r5@9");
    assertThat(harness.openWindows).isOne();
    assertThat(harness.end().newResults()).isEmpty();
    assertThat(harness.keys()).isZero();
    assertThat(harness.openWindows).isZero();
    assertThat(harness.firedWindows).isEqualTo(2);
  }

  @Test
  void whenASideIsMissing_thenTheKindDecides() {
    for (JoinKind kind : JoinKind.values()) {
      JoinHarness harness = pairs(TestWindows.tumbling(10), kind, Lateness.NONE);
      harness.left("a", "l", 1).right("b", "r", 2).left("c", "x", 3).right("c", "y", 4).end();
      List<String> expected =
          switch (kind) {
            case INNER -> List.of("x|y@9");
            case LEFT -> List.of("l|-@9", "x|y@9");
            case RIGHT -> List.of("-|r@9", "x|y@9");
            case FULL -> List.of("l|-@9", "-|r@9", "x|y@9");
            case ANTI -> List.of("l|-@9");
          };
      assertThat(harness.newResults()).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void whenSessionsOfBothSidesTouch_thenTheyAreOne() {
    JoinHarness harness = pairs(TestWindows.session(5), JoinKind.INNER, Lateness.NONE);
    harness.left("a", "l0", 0).left("a", "l8", 8).right("a", "r4", 4);
    assertThat(harness.watermark(11).newResults()).isEmpty();
    assertThat(harness.watermark(12).newResults()).containsExactly("l0|r4@12", "l8|r4@12");
    assertThat(harness.keys()).isZero();
    assertThat(harness.openWindows).isZero();
  }

  @Test
  void whenAnAllowedLateEventComes_thenAllPairsComeAgain() {
    JoinHarness harness = pairs(TestWindows.tumbling(10), JoinKind.LEFT, late(10));
    harness.left("a", "l", 1).watermark(12);
    assertThat(harness.newResults()).containsExactly("l|-@9");
    assertThat(harness.right("a", "r2", 2).newResults()).containsExactly("l|r2@9");
    assertThat(harness.right("a", "r3", 3).newResults()).containsExactly("l|r2@9", "l|r3@9");
    assertThat(harness.watermark(18).keys()).isOne();
    assertThat(harness.watermark(19).keys()).isZero();
    assertThat(harness.right("a", "r4", 4).newResults()).isEmpty();
    assertThat(harness.lateIds()).containsExactly("r4");
  }

  @Test
  void whenFiringsDiscard_thenALateEventGivesOnlyNewPairs() {
    Lateness lateness = late(10).discardingFirings();
    JoinHarness harness = pairs(TestWindows.tumbling(10), JoinKind.FULL, lateness);
    harness.left("a", "l1", 1).right("a", "r1", 1).left("b", "alone", 1).watermark(12);
    assertThat(harness.newResults()).containsExactly("l1|r1@9", "alone|-@9");
    assertThat(harness.right("a", "r2", 2).newResults()).containsExactly("l1|r2@9");
    assertThat(harness.left("a", "l2", 3).newResults()).containsExactly("l2|r1@9", "l2|r2@9");
    assertThat(harness.left("b", "alone2", 3).newResults()).containsExactly("alone2|-@9");
    assertThat(harness.right("b", "r", 3).newResults()).containsExactly("alone|r@9", "alone2|r@9");
  }

  @Test
  void whenACoGroupFires_thenItsFunctionSeesBothLists() {
    JoinHarness harness = groups(TestWindows.tumbling(10), late(10));
    harness
        .left("a", "l1", 1)
        .left("a", "l2", 0)
        .right("a", "r", 2)
        .right("b", "x", 3)
        .watermark(9);
    assertThat(harness.newResults()).containsExactly("[l1, l2][r]@9", "[][x]@9");
    assertThat(harness.left("b", "y", 4).newResults()).containsExactly("[y][x]@9");
  }

  @Test
  void whenCoGroupFiringsDiscard_thenOnlyNewValuesAreShown() {
    JoinHarness harness = groups(TestWindows.tumbling(10), late(10).discardingFirings());
    harness.left("a", "l", 1).right("a", "r", 2).watermark(9);
    assertThat(harness.newResults()).containsExactly("[l][r]@9");
    assertThat(harness.left("a", "y", 4).newResults()).containsExactly("[y][]@9");
  }

  @Test
  void whenTheUserKeepsTheList_thenLateEventsDoNotChangeIt() {
    List<List<Row>> kept = new ArrayList<>();
    Combiner<List<Row>, List<Row>, Iterable<String>> keep =
        (left, right) -> {
          kept.add(left);
          return List.of();
        };
    JoinHarness harness =
        new JoinHarness(
            new Step.WindowJoin(TestWindows.tumbling(10), JoinKind.FULL, true, late(10), keep));
    harness.left("a", "l", 1).watermark(9).left("a", "l2", 1);
    assertThat(kept.get(0)).hasSize(1);
    assertThat(kept.get(1)).hasSize(2);
  }

  @Test
  void whenACrossProductIsLarge_thenItComesInPiecesAndInOrder() {
    JoinHarness harness = pairs(TestWindows.tumbling(10), JoinKind.INNER, Lateness.NONE);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      harness.left("a", "l" + i, 1).right("a", "r" + i, 1);
      for (int j = 0; j < 100; j++) {
        expected.add("l" + i + "|r" + j + "@9");
      }
    }
    assertThat(harness.end().newResults()).isEqualTo(expected);
    assertThat(harness.resumes).isGreaterThan(3);
  }

  @Test
  void whenAnEventIsBehindItsOwnSplitForSomeWindows_thenItCountsInTheOthers() {
    JoinHarness harness = pairs(TestWindows.sliding(10, 5), JoinKind.LEFT, Lateness.ownSplit());
    harness.event(true, "a", "l", 6, 9).event(true, "a", "late", 1, 9).end();
    assertThat(harness.newResults()).containsExactly("l|-@14");
    assertThat(harness.lateIds()).containsExactly("late");
  }

  @Test
  void whenAnEventLiesInNoWindow_thenItIsCounted() {
    JoinHarness harness = pairs(TestWindows.sliding(2, 10), JoinKind.LEFT, Lateness.NONE);
    harness.left("a", "l", 1).left("a", "gap", 5).end();
    assertThat(harness.newResults()).containsExactly("l|-@1");
    assertThat(harness.fate(Fate.NO_WINDOW)).isOne();
    assertThat(harness.fate(Fate.OUT)).isOne();
  }

  @Test
  void whenWindowsGoByTheClock_thenTheyFireWhenItHasPassedThem() {
    TestWindows windows = new TestWindows(10, 10, false, TimeDomain.PROCESSING);
    JoinHarness harness = pairs(windows, JoinKind.INNER, Lateness.NONE);
    harness.wall(3).left("a", "l", 999).wall(9).right("a", "r", -999);
    assertThat(harness.newResults()).isEmpty();
    assertThat(harness.wall(10).newResults()).containsExactly("l|r@9");
    harness.left("a", "l2", 0).right("a", "r2", 0);
    assertThat(harness.end().newResults()).containsExactly("l2|r2@19");
    assertThat(harness.keys()).isZero();
  }

  @Test
  void whenAJoinByTheClockGoesOnFromACheckpoint_thenItAsksToBeWokenAgain() {
    TestWindows windows = new TestWindows(10, 10, false, TimeDomain.PROCESSING);
    JoinHarness harness = pairs(windows, JoinKind.INNER, Lateness.NONE);
    harness.wall(3).left("a", "l", 999).right("b", "alone", 0);
    assertThat(harness.openWindows).isEqualTo(2);

    harness.restore(2);

    assertThat(harness.openWindows).isEqualTo(2);
    assertThat(harness.wakeMs()).isEqualTo(10);
    harness.right("a", "r", -999);
    assertThat(harness.wall(10).newResults()).containsExactly("l|r@9");
    assertThat(harness.openWindows).isZero();
    assertThat(harness.keys()).isZero();
  }

  @Test
  void whenAWindowHadFiredBeforeARestore_thenLateEventsStillShowItAtOnce() {
    JoinHarness harness =
        pairs(
            TestWindows.tumbling(10),
            JoinKind.INNER,
            Lateness.merged().allow(Duration.ofMillis(20)).discardingFirings());
    harness.left("a", "l", 1).right("a", "r", 2).watermark(9).left("a", "l2", 3);
    assertThat(harness.newResults()).containsExactly("l|r@9", "l2|r@9");

    harness.restore(3);

    assertThat(harness.right("a", "r2", 4).newResults()).containsExactly("l|r2@9", "l2|r2@9");
  }

  @Test
  void whenStateIsStoredAndATypeIsUnknown_thenTheErrorNamesTheJoinAndTheSide() {
    SideTypes types =
        new SideTypes(List.of(JoinHarness.Row.class, new UnknownType("a lambda")), "orders");

    assertThat(types.codecs(false)).isNull();
    assertThatThrownBy(() -> types.codecs(true))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("STATE_INVALID")
        .hasMessageContaining("right side of join 'orders'");
  }

  @Test
  void whenThereIsOneWindowForAll_thenItFiresAtTheEndWithTheLatestTime() {
    WindowAssigner<Object> global =
        new WindowAssigner<>() {
          @Override
          public List<? extends Window> assign(Object value, long timeMs) {
            return List.of(GlobalWindow.INSTANCE);
          }

          @Override
          public String describe() {
            return "global";
          }
        };
    JoinHarness harness = pairs(global, JoinKind.INNER, Lateness.NONE);
    harness.left("a", "l", 7).restore().right("a", "r", 5).watermark(EventTimes.MAX - 1);
    assertThat(harness.newResults()).isEmpty();
    assertThat(harness.end().newResults()).containsExactly("l|r@7");
  }

  @Test
  void whenACoGroupIsAskedForAnti_thenItIsRefused() {
    Step.WindowJoin step =
        new Step.WindowJoin(TestWindows.tumbling(10), JoinKind.ANTI, true, Lateness.NONE, GROUPS);
    assertThatThrownBy(() -> new JoinHarness(step))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("JOIN_INVALID");
  }
}
