package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Timed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness and this backend together: what an author of operators relies on. */
final class StoreInHarnessTest {
  private static final SideOutput<String> LATE = SideOutput.of("late", String.class);

  /**
   * Counts the events of each key; tells the counts at a watermark, one key at a time, and forgets
   * them.
   */
  private static final class CountUntilWatermark
      implements BatchOperator<String, String>, Resumable<String> {
    private final Deque<Integer> toTell = new ArrayDeque<>();
    private OperatorContext context;
    private KeyedStateStore store;
    private LongColumn counts;

    @Override
    public void open(OperatorContext opened) {
      context = opened;
      store = opened.store();
      counts = store.longs(ColumnSpec.longs("n"), 0);
    }

    @Override
    public void process(Batch<String> batch, Output<String> out) {
      for (int i = 0; i < batch.size(); i++) {
        if (batch.times()[i] <= batch.watermarkAt(i)) {
          context
              .side(LATE)
              .emit(batch.value(i) + " at offset " + batch.offsetAt(i), batch.times()[i]);
          context.metrics().count(Fate.LATE, 1);
          continue;
        }
        int slot = batch.slots()[i];
        if (counts.get(slot) == 0) {
          store.retain(slot);
        }
        counts.add(slot, 1);
        context.metrics().count(Fate.OUT, 1);
      }
      context.wakeAt(500);
    }

    @Override
    public void onWatermark(long watermarkMs, Output<String> out) {
      for (int slot = 0; slot < store.keys().slotBound(); slot++) {
        if (store.keys().occupied(slot)) {
          toTell.add(slot);
        }
      }
    }

    @Override
    public void onProcessingTime(long wallMs, Output<String> out) {
      out.emit("woken", wallMs);
    }

    @Override
    public boolean pending() {
      return !toTell.isEmpty();
    }

    @Override
    public void resume(Output<String> out) {
      int slot = toTell.remove();
      out.emit(store.keys().keyAt(slot) + "=" + counts.get(slot), context.watermark());
      counts.set(slot, 0);
      store.release(slot);
    }
  }

  @Test
  void whenEventsAndWatermarksCome_thenOutputSideOutputAndCountsAreRecorded() {
    try (OperatorHarness<String, String> harness =
        OperatorHarness.keyed(CountUntilWatermark::new, (String value) -> value.charAt(0) + "")) {
      harness.event("ann", 10).event("bob", 20).event("amy", 30);
      assertThat(harness.takeOutput()).isEmpty();
      harness.watermark(25);
      assertThat(harness.takeOutput())
          .containsExactly(new Emitted<>("a=2", 25), new Emitted<>("b=1", 25));
      assertThat(harness.store().keys().size()).as("nothing is stored any more").isZero();
      harness.event("old", 25).wall(499);
      assertThat(harness.takeSide(LATE)).containsExactly(new Emitted<>("old at offset 3", 25));
      assertThat(harness.takeOutput()).isEmpty();
      harness.wall(501).wall(502);
      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("woken", 501));
      assertThat(harness.checkBalance().fates(Fate.OUT)).isEqualTo(3);
      assertThatThrownBy(() -> harness.watermark(24)).hasMessageContaining("WATERMARK_WENT_BACK");
    }
  }

  @Test
  void whenSplitsHaveWatermarks_thenTheSmallestIsToldAndEachJudgesItsOwnEvents() {
    try (OperatorHarness<String, String> harness =
        OperatorHarness.keyed(CountUntilWatermark::new, (String value) -> (long) value.length())) {
      harness.splitWatermark(0, 5).splitWatermark(1, 100);
      harness.batch(0, List.of(Timed.at(50, "x"), Timed.after(60, 60, "late"), Timed.at(61, "y")));
      harness.event(1, "late too", 100);
      assertThat(harness.store().keys().longKeys()).isTrue();
      assertThat(harness.takeOutput())
          .as("split 0 moved on within its batch")
          .containsExactly(new Emitted<>("1=2", 60));
      assertThat(harness.takeSide(LATE)).hasSize(2);
      harness.checkBalance();
    }
  }

  @Test
  void whenABatchIsLarge_thenItComesInPieces() {
    try (OperatorHarness<String, String> harness =
        OperatorHarness.keyed(CountUntilWatermark::new, (String value) -> value)) {
      List<Timed<String>> events = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        events.add(Timed.at(i + 1, "k"));
      }
      harness.batch(0, events).watermark(3_000);
      assertThat(harness.takeOutput()).containsExactly(new Emitted<>("k=3000", 3_000));
    }
  }

  /** Says what came from where, by slot. */
  private static final class Sides implements TwoInputOperator<String, Integer, String> {
    @Override
    public void processLeft(Batch<String> batch, Output<String> out) {
      out.emit("left " + batch.value(0) + " slot " + batch.slots()[0], batch.minTime());
    }

    @Override
    public void processRight(Batch<Integer> batch, Output<String> out) {
      out.emit("right " + batch.value(0) + " slot " + batch.slots()[0], batch.maxTime());
    }
  }

  @Test
  void whenAnOperatorHasTwoInputs_thenBothShareKeys() {
    try (OperatorHarness<Object, String> harness =
        OperatorHarness.keyedPair(
            Sides::new, (String value) -> value.length(), (Integer value) -> value)) {
      harness.left("abc", 1).right(3, 2);
      assertThat(harness.takeOutput())
          .containsExactly(new Emitted<>("left abc slot 0", 1), new Emitted<>("right 3 slot 0", 2));
      assertThatThrownBy(() -> harness.event("x", 1)).hasMessageContaining("left(…) and right(…)");
    }
  }
}
