package io.millrace.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.time.EventTimes;
import io.millrace.testkit.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WatermarkMergerTest {
  @Test
  void whenOneInputIsBehind_thenItHoldsTheOthersBack() {
    WatermarkMerger merger = new WatermarkMerger(2);

    assertThat(merger.advance(0, 10)).isFalse();
    assertThat(merger.merged()).isEqualTo(EventTimes.MIN);
    assertThat(merger.advance(1, 7)).isTrue();
    assertThat(merger.merged()).isEqualTo(7);
  }

  @Test
  void whenWatermarkGoesBack_thenItIsIgnored() {
    WatermarkMerger merger = new WatermarkMerger(1);
    merger.advance(0, 10);

    assertThat(merger.advance(0, 9)).isFalse();
    assertThat(merger.merged()).isEqualTo(10);
  }

  @Test
  void whenInputTurnsIdle_thenItIsNotWaitedFor() {
    WatermarkMerger merger = new WatermarkMerger(2);
    merger.advance(0, 10);

    assertThat(merger.idle(1, true)).isTrue();
    assertThat(merger.merged()).isEqualTo(10);
    assertThat(merger.allIdle()).isFalse();
  }

  @Test
  void whenInputComesBackBehind_thenItIsWaitedForOnceItHasCaughtUp() {
    WatermarkMerger merger = new WatermarkMerger(2);
    merger.idle(1, true);
    merger.advance(0, 10);

    merger.idle(1, false);
    merger.advance(1, 5);
    assertThat(merger.advance(0, 20)).isTrue();
    assertThat(merger.advance(1, 20)).isFalse();
    assertThat(merger.advance(0, 30)).isFalse();
    assertThat(merger.merged()).isEqualTo(20);
  }

  @Test
  void whenTheSlowestTurnsIdleLast_thenTheLargestWatermarkCounts() {
    WatermarkMerger merger = new WatermarkMerger(2);
    merger.advance(0, 10);
    merger.advance(1, 20);
    merger.idle(1, true);

    assertThat(merger.idle(0, true)).isTrue();
    assertThat(merger.merged()).isEqualTo(20);
    assertThat(merger.allIdle()).isTrue();
  }

  @Test
  void whenOneInputEndsAndTheOtherIsIdle_thenTheEndIsNotReached() {
    WatermarkMerger merger = new WatermarkMerger(2);
    merger.advance(0, 10);
    merger.advance(1, 10);
    merger.idle(1, true);

    merger.advance(0, EventTimes.MAX);
    assertThat(merger.merged()).isEqualTo(10);
    assertThat(merger.allIdle()).isTrue();

    merger.idle(1, false);
    assertThat(merger.allIdle()).isFalse();
    assertThat(merger.advance(1, 11)).isTrue();
    assertThat(merger.merged()).isEqualTo(11);
  }

  @Test
  void whenTheOtherTurnsIdleAfterOneHasEnded_thenTheEndIsNotReached() {
    WatermarkMerger merger = new WatermarkMerger(2);
    merger.advance(0, EventTimes.MAX);
    merger.advance(1, 10);

    merger.idle(1, true);
    assertThat(merger.merged()).isEqualTo(10);
    assertThat(merger.allIdle()).isTrue();
  }

  @Test
  void whenOneStreamEndsAndTheOtherIsIdle_thenTheEndIsReached() {
    WatermarkMerger merger = WatermarkMerger.ofStreams(2);
    merger.advance(0, 10);
    merger.advance(1, 10);
    merger.idle(1, true);

    assertThat(merger.advance(0, EventTimes.MAX)).isTrue();
    assertThat(merger.merged()).isEqualTo(EventTimes.MAX);
    assertThat(merger.allIdle()).isFalse();
  }

  @Test
  void whenOneStreamEndsAndTheOtherCameBackBehind_thenTheEndIsReached() {
    WatermarkMerger merger = WatermarkMerger.ofStreams(2);
    merger.idle(1, true);
    merger.advance(0, 10);
    merger.idle(1, false);
    merger.advance(1, 5);

    assertThat(merger.advance(0, EventTimes.MAX)).isTrue();
    assertThat(merger.merged()).isEqualTo(EventTimes.MAX);
  }

  @Test
  void whenOneStreamEndsAndTheOtherIsOnItsWay_thenTheOtherHoldsTheEndBack() {
    WatermarkMerger merger = WatermarkMerger.ofStreams(2);
    merger.advance(0, 10);
    merger.advance(1, 10);

    assertThat(merger.advance(0, EventTimes.MAX)).isFalse();
    assertThat(merger.advance(1, 11)).isTrue();
    assertThat(merger.merged()).isEqualTo(11);
    assertThat(merger.idle(1, true)).isTrue();
    assertThat(merger.merged()).isEqualTo(EventTimes.MAX);
  }

  @Test
  void whenOneStreamIsOverAndTheOtherIsIdle_thenTheEndIsNotReached() {
    WatermarkMerger merger = WatermarkMerger.ofStreams(2);
    merger.advance(0, 10);
    merger.advance(1, 12);
    merger.idle(1, true);

    assertThat(merger.end(0)).isTrue();
    assertThat(merger.merged()).isEqualTo(12);
    assertThat(merger.allIdle()).isTrue();
    assertThat(merger.ended()).isFalse();

    merger.idle(1, false);
    assertThat(merger.advance(1, 13)).isTrue();
    assertThat(merger.end(1)).isTrue();
    assertThat(merger.merged()).isEqualTo(EventTimes.MAX);
    assertThat(merger.ended()).isTrue();
  }

  @Test
  void whenAStreamIsOverThatHadSaidTheLastWatermark_thenItHasNoSayAnyMore() {
    WatermarkMerger merger = WatermarkMerger.ofStreams(2);
    merger.advance(0, EventTimes.MAX);
    merger.advance(1, 10);

    assertThat(merger.end(0)).isFalse();
    assertThat(merger.idle(1, true)).isFalse();
    assertThat(merger.merged()).isEqualTo(10);
    assertThat(merger.allIdle()).isTrue();
    assertThat(merger.advance(1, EventTimes.MAX)).isTrue();
    assertThat(merger.merged()).isEqualTo(EventTimes.MAX);
    assertThat(merger.ended()).isFalse();
  }

  @Test
  void whenAnIdleInputEnds_thenTheEndCounts() {
    WatermarkMerger merger = new WatermarkMerger(1);
    merger.idle(0, true);

    assertThat(merger.advance(0, EventTimes.MAX)).isTrue();
    assertThat(merger.merged()).isEqualTo(EventTimes.MAX);
    assertThat(merger.allIdle()).isFalse();
  }

  /** The same rules in the plainest form: everything is looked at again after each change. */
  private static final class Model {
    private final long[] watermarks;
    private final boolean[] idle;
    private final boolean[] behind;
    private long merged = EventTimes.MIN;

    Model(int inputs) {
      watermarks = new long[inputs];
      java.util.Arrays.fill(watermarks, EventTimes.MIN);
      idle = new boolean[inputs];
      behind = new boolean[inputs];
    }

    boolean ended(int input) {
      return watermarks[input] == EventTimes.MAX;
    }

    void advance(int input, long watermark) {
      if (watermark <= watermarks[input] || idle[input] && watermark != EventTimes.MAX) {
        return;
      }
      long before = watermarks[input];
      boolean held = !idle[input];
      watermarks[input] = watermark;
      behind[input] = behind[input] && watermark < merged;
      merge(held, ended(input), before);
    }

    void idle(int input, boolean now) {
      if (ended(input) || idle[input] == now) {
        return;
      }
      idle[input] = now;
      behind[input] = !now && watermarks[input] < merged;
      if (now) {
        merge(true, true, watermarks[input]);
      }
    }

    private void merge(boolean wasActive, boolean left, long leftAt) {
      long smallest = EventTimes.MAX;
      long largest = EventTimes.MIN;
      int open = 0;
      int active = 0;
      int counted = 0;
      for (int i = 0; i < watermarks.length; i++) {
        if (ended(i)) {
          continue;
        }
        open++;
        largest = Math.max(largest, watermarks[i]);
        if (!idle[i]) {
          active++;
          if (!behind[i]) {
            counted++;
            smallest = Math.min(smallest, watermarks[i]);
          }
        }
      }
      if (open == 0) {
        merged = EventTimes.MAX;
      } else if (active > 0) {
        merged = counted > 0 && wasActive ? Math.max(merged, smallest) : merged;
      } else if (wasActive && left && leftAt == merged) {
        merged = Math.max(merged, largest);
      }
    }

    boolean allIdle() {
      boolean any = false;
      for (int i = 0; i < watermarks.length; i++) {
        if (!ended(i)) {
          any = true;
          if (!idle[i]) {
            return false;
          }
        }
      }
      return any;
    }
  }

  @Test
  void whenMarksComeInAnyOrder_thenItAgreesWithTheModel() {
    Seeds.forEach(
        1_000,
        seed -> {
          Random random = new Random(seed);
          int inputs = 1 + random.nextInt(4);
          boolean streams = random.nextBoolean();
          WatermarkMerger merger =
              streams ? WatermarkMerger.ofStreams(inputs) : new WatermarkMerger(inputs);
          Model model = new Model(inputs);
          for (int i = 0; i < 60; i++) {
            int input = random.nextInt(inputs);
            long before = merger.merged();
            boolean moved;
            if (random.nextInt(3) == 0) {
              boolean idle = random.nextBoolean();
              moved = merger.idle(input, idle);
              model.idle(input, idle);
            } else {
              long watermark = random.nextInt(40) == 0 ? EventTimes.MAX : random.nextInt(i + 5);
              // Streams say that they are over otherwise than by the last watermark.
              moved =
                  streams && watermark == EventTimes.MAX
                      ? merger.end(input)
                      : merger.advance(input, watermark);
              model.advance(input, watermark);
            }
            assertThat(merger.merged()).as("step %d", i).isEqualTo(model.merged);
            assertThat(merger.allIdle()).as("step %d", i).isEqualTo(model.allIdle());
            assertThat(moved).isEqualTo(merger.merged() > before);
            assertThat(merger.merged()).isGreaterThanOrEqualTo(before);
          }
        });
  }
}
