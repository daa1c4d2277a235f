package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import org.junit.jupiter.api.Test;

class TwoInputProcessTest {
  /** Pairs a left with a right value of one key, or tells after 10 ms that nothing came. */
  private static final class Pairing implements PairHandler<Long, String, String, String> {
    private ValueState<String> waiting;

    @Override
    public void open(StateAccess state) {
      waiting = state.value(StateSpec.value("waiting", String.class));
    }

    @Override
    public void onLeft(String value, HandlerContext<Long> context, Output<String> out) {
      waiting.set(value);
      context.timer("give-up", TimeDomain.EVENT, context.timeMs() + 10);
    }

    @Override
    public void onRight(String value, HandlerContext<Long> context, Output<String> out) {
      out.emit(waiting.get() + "+" + value, context.timeMs());
      waiting.clear();
      context.cancelTimer("give-up");
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<Long> context, Output<String> out) {
      out.emit(waiting.get() + " alone", context.timeMs());
      waiting.clear();
    }
  }

  /** Multiplies by the factor broadcast last; broadcasting 0 lists the keys. */
  private static final class Factors implements BroadcastHandler<Long, Long, Long, String> {
    private static final StateSpec.Entries<String, Long> FACTOR =
        StateSpec.map("factor", String.class, Long.class);

    private ValueState<Long> last;

    @Override
    public void open(StateAccess state) {
      last = state.value(StateSpec.value("last", Long.class));
    }

    @Override
    public void onEvent(Long value, Context<Long> context, Output<String> out) {
      last.set(value);
      Long factor = context.broadcast(FACTOR).get("by");
      out.emit(value + "*" + factor, context.timeMs());
      if (value < 0) {
        context.broadcast(FACTOR).clear();
      }
    }

    @Override
    public void onBroadcast(Long value, BroadcastContext<Long> context, Output<String> out) {
      if (value == 0) {
        context.forEachKey(key -> out.emit(key + "=" + last.get(), context.timeMs()));
      } else if (value < 0) {
        last.get();
      } else {
        context.broadcast(FACTOR).put("by", value);
      }
    }
  }

  private static OperatorHarness<Object, String> factors(
      BroadcastProcessOperator<Long, Long, Long, String> operator) {
    return OperatorHarness.keyedPair(() -> operator, (Long value) -> value % 10, null);
  }

  @Test
  void whenBothSidesCome_thenTheyShareStateAndTimers() {
    try (OperatorHarness<Object, String> harness =
        OperatorHarness.keyedPair(
            () -> new PairProcessOperator<>(new Pairing()),
            (String left) -> left.substring(1),
            (String right) -> right.substring(1))) {
      harness.left("a1", 0).left("b2", 1).right("c1", 5).watermark(11);

      assertThat(harness.takeOutput())
          .containsExactly(new Emitted<>("a1+c1", 5), new Emitted<>("b2 alone", 11));
      assertThat(harness.store().keys().size()).isZero();
      harness.checkBalance();
    }
  }

  @Test
  void whenStateIsBroadcast_thenTheKeyedSideReadsIt() {
    try (OperatorHarness<Object, String> harness =
        factors(new BroadcastProcessOperator<>(new Factors()))) {
      harness.left(11L, 0).right(7L, 1).left(12L, 2).left(21L, 3).right(0L, 4);

      assertThat(harness.takeOutput())
          .extracting(Emitted::value)
          .containsExactly("11*null", "12*7", "21*7", "1=21", "2=12");
      harness.checkBalance();
    }
  }

  @Test
  void whenTheKeyedSideWritesBroadcastState_thenItFails() {
    try (OperatorHarness<Object, String> harness =
        factors(new BroadcastProcessOperator<>(new Factors()))) {
      assertThatThrownBy(() -> harness.left(-1L, 0))
          .isInstanceOf(MillraceException.class)
          .hasCauseInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void whenTheBroadcastSideUsesKeyedStateOutsideOfForEachKey_thenItFails() {
    try (OperatorHarness<Object, String> harness =
        factors(new BroadcastProcessOperator<>(new Factors()))) {
      harness.left(1L, 0);

      assertThatThrownBy(() -> harness.right(-1L, 0))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("no current key");
    }
  }

  @Test
  void whenBroadcastStateIsRestored_thenTheKeyedSideReadsIt() {
    DataWriter first = DataWriter.create();
    BroadcastProcessOperator<Long, Long, Long, String> before =
        new BroadcastProcessOperator<>(new Factors());
    try (OperatorHarness<Object, String> harness = factors(before)) {
      harness.left(1L, 0).right(7L, 0);
      before.saveUnkeyed(first);
    }
    // Saved again before anybody asked for the state: it is passed on as it was.
    BroadcastProcessOperator<Long, Long, Long, String> between =
        new BroadcastProcessOperator<>(new Factors());
    between.restoreUnkeyed(DataReader.of(first.toByteArray()));
    DataWriter second = DataWriter.create();
    between.saveUnkeyed(second);
    BroadcastProcessOperator<Long, Long, Long, String> after =
        new BroadcastProcessOperator<>(new Factors());
    after.restoreUnkeyed(DataReader.of(second.toByteArray()));

    try (OperatorHarness<Object, String> harness = factors(after)) {
      harness.left(3L, 0);

      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("3*7", 0));
    }
  }
}
