package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The timers against a sorted list. */
final class MemoryTimerTableTest {
  private static final int CASES = 1_000;

  private record Timer(long timeMs, int slot, String tag) {}

  private final PagePool pool = new PagePool();

  @Test
  void whenTimersAreSetCancelledAndFired_thenTheTableAgreesWithASortedList() {
    Seeds.forEach(CASES, this::compare);
  }

  private void compare(long seed) {
    Random random = new Random(seed);
    Slots slots = new Slots(pool, 1);
    int keys = 1 + random.nextInt(20);
    for (int i = 0; i < keys; i++) {
      slots.retain(slots.take());
    }
    MemoryTimerTable<String> table =
        new MemoryTimerTable<>("t", TimeDomain.EVENT, null, slots, pool, 1);
    List<Timer> expected =
        new ArrayList<>(); // in order of setting; a stable sort by time gives the order of firing
    int times = 1 + random.nextInt(100);
    for (int step = 0; step < 200; step++) {
      Timer timer = new Timer(random.nextInt(times), random.nextInt(keys), "t" + random.nextInt(3));
      int action = random.nextInt(10);
      if (action < 6) {
        boolean isNew = !expected.contains(timer);
        assertThat(table.set(timer.timeMs(), timer.slot(), timer.tag())).isEqualTo(isNew);
        if (isNew) {
          expected.add(timer);
        }
      } else if (action < 8) {
        assertThat(table.cancel(timer.timeMs(), timer.slot(), timer.tag()))
            .isEqualTo(expected.remove(timer));
      } else {
        pollOne(table, expected, timer.timeMs());
      }
      assertThat(table.size()).isEqualTo(expected.size());
      assertThat(table.nextTime())
          .isEqualTo(expected.stream().mapToLong(Timer::timeMs).min().orElse(EventTimes.MAX));
    }
    while (!expected.isEmpty()) {
      pollOne(table, expected, Long.MAX_VALUE);
    }
    for (int slot = 0; slot < keys; slot++) {
      assertThat(slots.lives().get(slot)).as("only what the test retained is left").isEqualTo(2);
    }
    slots.lives().clear();
  }

  private static void pollOne(MemoryTimerTable<String> table, List<Timer> expected, long upTo) {
    List<Timer> fired = new ArrayList<>();
    Timer first = expected.isEmpty() ? null : sorted(expected).get(0);
    boolean due = first != null && first.timeMs() <= upTo;
    assertThat(table.pollDue(upTo, (timeMs, slot, tag) -> fired.add(new Timer(timeMs, slot, tag))))
        .isEqualTo(due);
    assertThat(fired).isEqualTo(due ? List.of(first) : List.of());
    if (due) {
      expected.remove(first);
    }
  }

  private static List<Timer> sorted(List<Timer> timers) {
    List<Timer> sorted = new ArrayList<>(timers);
    sorted.sort(Comparator.comparingLong(Timer::timeMs));
    return sorted;
  }
}
