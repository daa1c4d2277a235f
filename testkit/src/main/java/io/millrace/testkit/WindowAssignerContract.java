package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The exam every window assigner must pass: extend it once for each assigner and settings worth
 * testing.
 */
public abstract class WindowAssignerContract {
  private static final int CASES = 200;
  private static final int EVENTS = 40;

  /** For subclasses. */
  protected WindowAssignerContract() {}

  /** A fresh assigner; each call gives one with the same settings. */
  protected abstract WindowAssigner<Object> assigner();

  /** An event for an assigner that looks at its value; any object unless overridden. */
  protected Object value(long seed) {
    return "event " + seed;
  }

  @Test
  final void whenAnEventIsAssigned_thenEachWindowContainsItsTime() {
    forEachEvent(
        (assigner, value, timeMs) -> {
          for (Window window : assigner.assign(value, timeMs)) {
            assertThat(window.maxTimeMs())
                .as("last time of %s for %s", window, timeMs)
                .isGreaterThanOrEqualTo(timeMs);
            if (window instanceof TimeWindow interval) {
              assertThat(interval.startMs())
                  .as("start of %s for %s", window, timeMs)
                  .isLessThanOrEqualTo(timeMs);
            }
          }
        });
  }

  @Test
  final void whenAnEventHasSeveralWindows_thenTheyAscend() {
    forEachEvent(
        (assigner, value, timeMs) -> {
          TimeWindow before = null;
          for (Window window : assigner.assign(value, timeMs)) {
            if (window instanceof TimeWindow interval) {
              if (before != null) {
                assertThat(interval)
                    .as("window after %s for %s", before, timeMs)
                    .isGreaterThan(before);
              }
              before = interval;
            }
          }
        });
  }

  @Test
  final void whenAnEventIsAssignedAgain_thenItsWindowsAreTheSame() {
    WindowAssigner<Object> other = assigner();
    forEachEvent(
        (assigner, value, timeMs) -> {
          List<Window> first = List.copyOf(assigner.assign(value, timeMs));
          assertThat(List.<Window>copyOf(other.assign(value, timeMs)))
              .as("windows for %s", timeMs)
              .isEqualTo(first);
          assertThat(List.<Window>copyOf(assigner.assign(value, timeMs)))
              .as("windows for %s", timeMs)
              .isEqualTo(first);
        });
  }

  @Test
  final void whenWindowsMerge_thenTheOrderOfEventsDoesNotMatter() {
    if (!assigner().merging()) {
      assertThat(assigner().describe()).isNotBlank();
      return;
    }
    Seeds.forEach(
        CASES,
        seed -> {
          WindowAssigner<Object> assigner = assigner();
          Random random = new Random(seed);
          List<TimeWindow> windows = new ArrayList<>();
          long timeMs = random.nextInt();
          for (int i = 0; i < EVENTS; i++) {
            timeMs += (long) Math.exp(random.nextInt(18));
            for (Window window : assigner.assign(value(seed + i), timeMs)) {
              assertThat(window)
                  .as("a merging assigner gives time windows")
                  .isInstanceOf(TimeWindow.class);
              windows.add((TimeWindow) window);
            }
          }
          Set<TimeWindow> inOrder = merge(windows);
          Collections.shuffle(windows, random);
          assertThat(merge(windows)).isEqualTo(inOrder);
        });
  }

  @Test
  final void whenDescribed_thenPeopleCanReadIt() {
    assertThat(assigner().describe()).isNotBlank();
    assertThat(assigner().describe()).isEqualTo(assigner().describe());
  }

  @FunctionalInterface
  private interface Check {
    void check(WindowAssigner<Object> assigner, Object value, long timeMs);
  }

  private void forEachEvent(Check check) {
    WindowAssigner<Object> assigner = assigner();
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          for (int i = 0; i < EVENTS; i++) {
            // Short and long times, before and after 1970, on and beside round ones.
            long timeMs = random.nextLong() >> (11 + random.nextInt(52));
            check.check(assigner, value(seed + i), timeMs);
            check.check(assigner, value(seed + i), timeMs - Math.floorMod(timeMs, 1_000L));
          }
        });
  }

  /** Adds windows one after the other, each swallowing what it touches. */
  private static Set<TimeWindow> merge(List<TimeWindow> windows) {
    Set<TimeWindow> merged = new TreeSet<>();
    for (TimeWindow window : windows) {
      TimeWindow cover = window;
      boolean grew = true;
      while (grew) {
        grew = false;
        for (TimeWindow other : List.copyOf(merged)) {
          if (other.touches(cover)) {
            merged.remove(other);
            cover = cover.cover(other);
            grew = true;
          }
        }
      }
      merged.add(cover);
    }
    return merged;
  }
}
