package io.millrace.windowing.sliced;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.api.aggregate.AggregateOps;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Timed;
import io.millrace.windowing.WindowScenario.Event;
import io.millrace.windowing.session.SessionWindowOperators;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HotPathAllocationTest {
  private static final AggregateOps<Event> A = AggregateOps.ops();
  private static final int EVENTS = 100_000;

  @Test
  void whenEventsFallIntoAnOpenSlice_thenNothingIsAllocatedForThem() {
    check(
        SlicedWindowOperators.create(
            1000, 1000, 0, Lateness.NONE, A.both(A.count(), A.sum(Event::real), List::of)));
    check(SlicedWindowOperators.create(5000, 1000, 0, Lateness.NONE, A.maxLong(Event::number)));
  }

  @Test
  void whenEventsExtendASession_thenNothingIsAllocatedForThem() {
    check(
        SessionWindowOperators.create(
            1000, Lateness.NONE, A.both(A.count(), A.sumLong(Event::number), List::of)));
  }

  /**
   * The harness itself allocates some for each batch and boxes keys, so the measure is what a batch
   * costs beyond that.
   */
  private static void check(OperatorFactory factory) {
    List<Timed<Event>> few = events(1);
    List<Timed<Event>> many = events(EVENTS);
    try (OperatorHarness<Event, WindowResult<Long, Object>> harness =
        OperatorHarness.keyed(factory, HotPathAllocationTest::key)) {
      harness.batch(0, many).batch(0, few);
      long before = allocated();
      harness.batch(0, many);
      assertThat((double) (allocated() - before) / EVENTS).as("bytes for each event").isLessThan(2);
    }
  }

  private static final Long[] KEYS = {1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L};

  private static Long key(Event event) {
    return KEYS[(int) event.key()];
  }

  private static List<Timed<Event>> events(int count) {
    List<Timed<Event>> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(Timed.at(i % 1000, new Event(i % 8, i, i)));
    }
    return events;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
