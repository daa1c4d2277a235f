package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.StateTtl;
import io.millrace.api.state.ValueState;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProcessOperatorTest {
  /** A command to a key's timers. */
  private record Command(long key, String timer, TimeDomain domain, long at, boolean set) {
    static Command set(long key, String timer, TimeDomain domain, long at) {
      return new Command(key, timer, domain, at, true);
    }
  }

  /** Does as it is told and tells of its timers. */
  private static final class Timers implements Handler<Long, Command, String> {
    @Override
    public void onEvent(Command value, HandlerContext<Long> context, Output<String> out) {
      if (value.set()) {
        context.timer(value.timer(), value.domain(), value.at());
      } else {
        context.cancelTimer(value.timer(), value.domain());
      }
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<Long> context, Output<String> out) {
      String told = context.key() + " " + timer.domain() + " " + timer.name();
      out.emit(told + " " + context.watermarkMs(), context.timeMs());
    }
  }

  private static OperatorHarness<Command, String> timers() {
    return OperatorHarness.keyed(() -> new ProcessOperator<>(new Timers()), Command::key);
  }

  @Test
  void whenTimerIsSetAgain_thenItMoves() {
    try (OperatorHarness<Command, String> harness = timers()) {
      harness.event(Command.set(1, "close", TimeDomain.EVENT, 10), 0);
      harness.event(Command.set(1, "close", TimeDomain.EVENT, 30), 0);
      harness.event(Command.set(1, "other", TimeDomain.EVENT, 20), 0);

      harness.watermark(25);
      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("1 EVENT other 25", 20));
      harness.watermark(30);
      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("1 EVENT close 30", 30));
    }
  }

  @Test
  void whenTimerIsDueAlready_thenItFiresWithTheNextAdvance() {
    try (OperatorHarness<Command, String> harness = timers()) {
      harness.watermark(100);
      harness.event(Command.set(1, "late", TimeDomain.EVENT, 50), 0);
      assertThat(harness.takeOutput()).isEmpty();

      harness.watermark(101);

      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("1 EVENT late 101", 50));
    }
  }

  @Test
  void whenTimerIsGone_thenItsSlotIsGivenBack() {
    try (OperatorHarness<Command, String> harness = timers()) {
      harness.event(Command.set(1, "a", TimeDomain.EVENT, 10), 0);
      harness.event(Command.set(2, "a", TimeDomain.EVENT, 10), 0);
      harness.event(new Command(2, "a", TimeDomain.EVENT, 0, false), 0);
      assertThat(harness.store().keys().size()).isOne();

      harness.watermark(10);

      assertThat(harness.store().keys().size()).isZero();
    }
  }

  @Test
  void whenManyTimersAreDue_thenTheyFireInBoundedPieces() {
    ProcessOperator<Long, Command, String> operator = new ProcessOperator<>(new Timers());
    try (OperatorHarness<Command, String> harness =
        OperatorHarness.keyed(() -> operator, Command::key)) {
      List<Timed<Command>> commands = new ArrayList<>();
      for (int i = 0; i < 2_500; i++) {
        commands.add(Timed.at(0, Command.set(i, "t", TimeDomain.EVENT, 10)));
      }
      harness.batch(0, commands);
      List<String> out = new ArrayList<>();
      operator.onWatermark(10, (value, timeMs) -> out.add(value));
      assertThat(out).hasSize(1_000);
      assertThat(operator.pending()).isTrue();

      operator.resume((value, timeMs) -> out.add(value));
      operator.resume((value, timeMs) -> out.add(value));

      assertThat(out).hasSize(2_500).doesNotHaveDuplicates();
      assertThat(operator.pending()).isFalse();
    }
  }

  @Test
  void whenTimersAreRandom_thenTheyFireAsInTheNaiveTable() {
    Seeds.forEach(1_000, ProcessOperatorTest::compareWithNaiveTimers);
  }

  private static void compareWithNaiveTimers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Command> naive = new TreeMap<>();
    long watermark = 0;
    long wall = 0;
    try (OperatorHarness<Command, String> harness = timers()) {
      for (int step = 0; step < 40; step++) {
        TimeDomain domain = random.nextBoolean() ? TimeDomain.EVENT : TimeDomain.PROCESSING;
        int choice = random.nextInt(5);
        if (choice < 3) {
          Command command =
              new Command(
                  random.nextInt(3),
                  "t" + random.nextInt(3),
                  domain,
                  random.nextInt(60),
                  choice > 0);
          harness.event(command, 0);
          String name = command.key() + " " + domain + " " + command.timer();
          naive.remove(name);
          if (command.set()) {
            naive.put(name, command);
          }
        } else if (choice == 3) {
          watermark += 1 + random.nextInt(8);
          harness.watermark(watermark);
          checkFired(harness, naive, TimeDomain.EVENT, watermark);
        } else {
          wall += 1 + random.nextInt(8);
          harness.wall(wall);
          checkFired(harness, naive, TimeDomain.PROCESSING, wall);
        }
      }
      harness.checkBalance();
    }
  }

  private static void checkFired(
      OperatorHarness<Command, String> harness,
      Map<String, Command> naive,
      TimeDomain domain,
      long now) {
    List<Emitted<String>> fired = harness.takeOutput();
    List<String> expected = new ArrayList<>();
    naive.forEach(
        (name, command) -> {
          if (command.domain() == domain && command.at() <= now) {
            expected.add(name + "@" + command.at());
          }
        });
    naive.values().removeIf(command -> command.domain() == domain && command.at() <= now);
    assertThat(fired)
        .extracting(each -> each.value().replaceAll(" -?[0-9]+$", "") + "@" + each.timeMs())
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(fired).isSortedAccordingTo(Comparator.comparingLong(Emitted::timeMs));
  }

  @Test
  void whenHandlerThrows_thenTheErrorNamesThePositionAndNotTheContent() {
    Handler<Long, Long, Long> failing =
        new Handler<>() {
          @Override
          public void onEvent(Long value, HandlerContext<Long> context, Output<Long> out) {
            if (value == 4711) {
              throw new IllegalStateException("secret " + value);
            }
          }
        };
    try (OperatorHarness<Long, Long> harness =
        OperatorHarness.keyed(() -> new ProcessOperator<>(failing), value -> value)) {
      List<Timed<Long>> events = List.of(Timed.at(1, 1L), Timed.at(2, 2L), Timed.at(3, 4711L));

      assertThatThrownBy(() -> harness.batch(5, events))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("OPERATOR_FAILED")
          .hasMessageContaining("'harness'")
          .hasMessageContaining("split '" + "split-5'")
          .hasMessageContaining("offset 2")
          .hasMessageNotContaining("4711")
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whenNothingComesIn_thenExpiredStateGoesAllTheSame() {
    StateSpec.Value<Long> spec =
        StateSpec.value("last", Long.class).ttl(StateTtl.afterWrite(Duration.ofSeconds(10)));
    Handler<Long, Long, Long> handler =
        new Handler<>() {
          private ValueState<Long> last;

          @Override
          public void open(StateAccess state) {
            last = state.value(spec);
          }

          @Override
          public void onEvent(Long value, HandlerContext<Long> context, Output<Long> out) {
            last.set(value);
          }
        };
    try (OperatorHarness<Long, Long> harness =
        OperatorHarness.keyed(() -> new ProcessOperator<>(handler), value -> value)) {
      for (long key = 0; key < 50; key++) {
        harness.event(key, key);
      }
      assertThat(harness.store().keys().size()).isEqualTo(50);

      for (long wall = 1_000; wall <= 20_000; wall += 1_000) {
        harness.wall(wall);
      }

      assertThat(harness.store().keys().size()).isZero();
      assertThat(harness.fates(Fate.OUT)).isEqualTo(50);
    }
  }

  @Test
  void whenNoWatermarkHasCome_thenTheHandlerSeesNone() {
    Handler<Long, Long, Long> handler =
        new Handler<>() {
          @Override
          public void onEvent(Long value, HandlerContext<Long> context, Output<Long> out) {
            out.emit(context.watermarkMs(), context.timeMs());
          }
        };
    try (OperatorHarness<Long, Long> harness =
        OperatorHarness.keyed(() -> new ProcessOperator<>(handler), value -> value)) {
      harness.event(1L, 5);

      assertThat(harness.takeOutput()).containsExactly(new Emitted<>(EventTimes.MIN, 5));
    }
  }
}
