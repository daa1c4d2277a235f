package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.operator.Operator;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import org.junit.jupiter.api.Test;

/** What the harness does without keyed state. */
final class OperatorHarnessTest {
  /** Doubles; tells watermarks. */
  private static final class Doubling implements Operator<Integer, String> {
    private boolean open;

    @Override
    public void open(OperatorContext context) {
      open = true;
    }

    @Override
    public void process(Integer value, long timeMs, Output<String> out) {
      out.emit("" + 2 * value, timeMs);
    }

    @Override
    public void onWatermark(long watermarkMs, Output<String> out) {
      assertThat(open).isTrue();
      out.emit("w", watermarkMs);
    }
  }

  @Test
  void whenWatermarksComeFirst_thenTheOperatorIsToldOnceItIsOpen() {
    try (OperatorHarness<Integer, String> harness = OperatorHarness.unkeyed(Doubling::new)) {
      harness
          .splitWatermark(0, 3)
          .splitWatermark(1, 2)
          .event(4, 7)
          .splitWatermark(1, 9)
          .watermark(3);
      assertThat(harness.takeOutput())
          .containsExactly(new Emitted<>("w", 2), new Emitted<>("8", 7), new Emitted<>("w", 3));
      assertThat(harness.received()).isEqualTo(1);
      assertThatThrownBy(harness::checkBalance)
          .as("it counts nothing")
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> harness.splitWatermark(1, 8))
          .hasMessageContaining("WATERMARK_WENT_BACK");
      assertThatThrownBy(harness::store).hasMessageContaining("unkeyed");
      assertThatThrownBy(harness::longKeys)
          .hasMessageContaining("options of a harness come before");
    }
  }

  @Test
  void whenThereAreSplits_thenTheWatermarkWaitsForAll() {
    try (OperatorHarness<Integer, String> harness = OperatorHarness.unkeyed(Doubling::new)) {
      harness.splits(2).event(0, 4, 7).splitWatermark(0, 10);
      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("8", 7));
      harness.splitWatermark(1, 9);
      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("w", 9));
    }
  }

  @Test
  void whenTheBackendIsNotThere_thenTheMessageNamesIt() {
    OperatorHarness<Integer, String> harness =
        OperatorHarness.keyed(Doubling::new, (Integer value) -> value);
    assertThatThrownBy(() -> harness.backend("none").event(1, 1))
        .hasMessageContaining("PROVIDER_NOT_FOUND")
        .hasMessageContaining("'none'");
  }
}
