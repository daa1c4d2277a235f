package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Timed;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldOperatorTest {
  @Test
  void whenEventsCome_thenEachGivesItsKeysResultSoFar() {
    try (OperatorHarness<Long, Long> harness =
        OperatorHarness.keyed(
            () -> new FoldOperator<>(Aggregates.reduce((Long a, Long b) -> a + b), Long.class),
            value -> value % 2)) {
      harness.batch(0, List.of(Timed.at(1, 1L), Timed.at(2, 2L), Timed.at(3, 3L), Timed.at(4, 4L)));

      assertThat(harness.takeOutput())
          .containsExactly(
              new Emitted<>(1L, 1),
              new Emitted<>(2L, 2),
              new Emitted<>(4L, 3),
              new Emitted<>(6L, 4));
      assertThat(harness.store().keys().size()).isEqualTo(2);
      harness.checkBalance();
    }
  }

  @Test
  void whenAggregateThrows_thenTheErrorNamesThePosition() {
    try (OperatorHarness<Long, Long> harness =
        OperatorHarness.keyed(
            () -> new FoldOperator<>(Aggregates.reduce((Long a, Long b) -> a / b), Long.class),
            value -> 1L)) {
      List<Timed<Long>> events = List.of(Timed.at(1, 1L), Timed.at(2, 0L));

      assertThatThrownBy(() -> harness.batch(0, events))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("offset 1")
          .hasCauseInstanceOf(ArithmeticException.class);
    }
  }
}
