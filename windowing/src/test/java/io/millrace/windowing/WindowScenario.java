package io.millrace.windowing;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.ParallelHarness;
import io.millrace.testkit.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random input for a window operator, given to the operator and to a plain answer step by step.
 */
public final class WindowScenario {
  /** An event. */
  public record Event(long key, long number, double real) {}

  /** What a plain answer must do. All lines are text, so that a difference can be read. */
  public interface Plain {
    /** An event judged by {@code judge}; true if it is late, null if it lies in no window. */
    Boolean event(Event event, long timeMs, long judge, long merged, List<String> out);

    /** The merged watermark has moved on. */
    void watermark(long merged, List<String> out);
  }

  private final Random random;
  private final Lateness lateness;
  private final long spread;
  private final int splits;
  private final long[] own;
  private long merged = EventTimes.MIN;
  private final boolean[] seen;

  /** Times advance so that some windows of about {@code spread} milliseconds fire. */
  public WindowScenario(Random random, long spread) {
    this.random = random;
    this.spread = spread;
    splits = 1 + random.nextInt(3);
    own = new long[splits];
    seen = new boolean[splits];
    java.util.Arrays.fill(own, EventTimes.MIN);
    Lateness base = random.nextInt(3) == 0 ? Lateness.merged() : Lateness.ownSplit();
    lateness =
        random.nextInt(2) == 0
            ? base
            : base.allow(Duration.ofMillis(random.nextInt((int) spread * 2)));
  }

  public Lateness lateness() {
    return lateness;
  }

  /** One line for a result, as plain answers write it. */
  public static String line(
      Object key, long start, long end, WindowResult.Firing firing, Object value) {
    return key + " [" + start + ", " + end + ") " + firing + " " + value;
  }

  /** What comes in at once, and what has to come out by then. */
  private record Step(
      int split,
      List<Timed<Event>> events,
      long watermark,
      List<String> expected,
      long late,
      long outside) {}

  /** Runs both and compares after each step. */
  public void run(OperatorFactory factory, Plain plain) {
    List<Step> steps = steps(plain);
    try (OperatorHarness<Event, WindowResult<Long, Object>> harness =
        OperatorHarness.keyed(factory, Event::key)) {
      long late = 0;
      long outside = 0;
      for (Step step : steps) {
        harness.batch(step.split(), step.events());
        if (step.watermark() > EventTimes.MIN) {
          harness.splitWatermark(step.split(), step.watermark());
        }
        compare("step " + steps.indexOf(step), harness.takeOutput(), step.expected(), true);
        late += step.late();
        outside += step.outside();
      }
      assertThat(harness.fates(Fate.LATE)).as("late").isEqualTo(late);
      assertThat(harness.fates(Fate.NO_WINDOW)).as("no window").isEqualTo(outside);
      assertThat(harness.takeSide(new SideOutput<>("late", Late.class))).hasSize((int) late);
      harness.checkBalance();
      assertThat(harness.store().keys().size()).as("keys left").isZero();
      assertThat(harness.openWindows()).as("windows left").isZero();
    }
  }

  /**
   * Runs the operator in 1 to 3 subtasks, with checkpoints, crashes and other numbers of subtasks
   * in between, and compares each step, however often it is taken.
   */
  public void runDisturbed(OperatorFactory factory, Plain plain, String backend) {
    List<Step> steps = steps(plain);
    try (ParallelHarness<Event, WindowResult<Long, Object>> harness =
        new ParallelHarness<>(factory, Event::key, backend)) {
      ParallelHarness.Checkpoint checkpoint = harness.checkpoint();
      int stored = 0;
      int crashes = 2 + random.nextInt(4);
      for (int at = 0; at < steps.size(); at++) {
        if (random.nextInt(3) == 0) {
          checkpoint = harness.checkpoint();
          stored = at;
        }
        if (crashes > 0 && random.nextInt(4) == 0) {
          crashes--;
          harness.restore(checkpoint, 1 + random.nextInt(3));
          at = stored;
        }
        take(harness, steps.get(at), "step " + at + " of " + harness.parallelism() + " subtasks");
      }
      assertThat(harness.sum(each -> each.store().keys().size())).as("keys left").isZero();
      assertThat(harness.sum(OperatorHarness::openWindows)).as("windows left").isZero();
    }
  }

  private static void take(
      ParallelHarness<Event, WindowResult<Long, Object>> harness, Step step, String name) {
    harness.batch(step.split(), step.events());
    if (step.watermark() > EventTimes.MIN) {
      harness.splitWatermark(step.split(), step.watermark());
    }
    compare(name, harness.takeOutput(), step.expected(), false);
    assertThat(harness.takeSide(new SideOutput<>("late", Late.class)))
        .as(name + ", late")
        .hasSize((int) step.late());
  }

  /** A random input, with what the plain answer is after each step. */
  private List<Step> steps(Plain plain) {
    List<Step> steps = new ArrayList<>();
    int keys = 1 + random.nextInt(4);
    long base = random.nextBoolean() ? -3 * spread : random.nextInt(1000);
    int count = 5 + random.nextInt(25);
    for (int i = 0; i < count; i++) {
      base +=
          random.nextInt(20) == 0 ? random.nextInt(1000) * spread : random.nextInt((int) spread);
      steps.add(step(plain, keys, base));
    }
    for (int split = 0; split < splits; split++) {
      List<String> expected = new ArrayList<>();
      own[split] = EventTimes.MAX;
      seen[split] = true;
      advance(plain, expected);
      steps.add(new Step(split, List.of(), EventTimes.MAX, expected, 0, 0));
    }
    return steps;
  }

  private Step step(Plain plain, int keys, long base) {
    int split = random.nextInt(splits);
    List<String> expected = new ArrayList<>();
    List<Timed<Event>> events = new ArrayList<>();
    int count = random.nextInt(8);
    boolean each = random.nextBoolean();
    seen[split] |= count > 0;
    long late = 0;
    long outside = 0;
    for (int i = 0; i < count; i++) {
      long timeMs = base + random.nextInt((int) spread * 3) - spread;
      Event event =
          new Event(random.nextInt(keys), random.nextInt(100) - 50, random.nextInt(100) / 4.0);
      if (each && random.nextInt(3) == 0) {
        own[split] = Math.max(own[split], base - random.nextInt((int) spread));
        events.add(Timed.after(own[split], timeMs, event));
      } else {
        events.add(Timed.at(timeMs, event));
      }
      long judge = lateness.byMerged() ? merged : Math.max(own[split], merged);
      Boolean isLate = plain.event(event, timeMs, judge, merged, expected);
      if (isLate == null
          && lateness.byMerged()
          && EventTimes.plus(timeMs, lateness.allowedMs()) <= judge) {
        isLate = true;
      }
      outside += isLate == null ? 1 : 0;
      late += isLate != null && isLate ? 1 : 0;
    }
    advance(plain, expected);
    long watermark = EventTimes.MIN;
    if (random.nextInt(2) == 0) {
      seen[split] = true;
      own[split] = Math.max(own[split], base - random.nextInt((int) spread));
      watermark = own[split];
      advance(plain, expected);
    }
    return new Step(split, events, watermark, expected, late, outside);
  }

  private void advance(Plain plain, List<String> expected) {
    long smallest = EventTimes.MAX;
    boolean any = false;
    for (int split = 0; split < splits; split++) {
      smallest = seen[split] ? Math.min(smallest, own[split]) : smallest;
      any |= seen[split];
    }
    if (any && smallest > merged) {
      merged = smallest;
      plain.watermark(merged, expected);
    }
  }

  private static void compare(
      String step,
      List<Emitted<WindowResult<Long, Object>>> emitted,
      List<String> expected,
      boolean ordered) {
    List<String> actual = new ArrayList<>();
    long lastEnd = Long.MIN_VALUE;
    for (Emitted<WindowResult<Long, Object>> each : emitted) {
      WindowResult<Long, Object> result = each.value();
      var window = (io.millrace.api.window.TimeWindow) result.window();
      actual.add(
          line(result.key(), window.startMs(), window.endMs(), result.firing(), result.value()));
      assertThat(each.timeMs()).isEqualTo(window.endMs() - 1);
      if (ordered && result.firing() == WindowResult.Firing.ON_TIME) {
        assertThat(window.endMs())
            .as(step + ": windows fire in order of time")
            .isGreaterThanOrEqualTo(lastEnd);
        lastEnd = window.endMs();
      }
    }
    assertThat(actual).as(step).containsExactlyInAnyOrderElementsOf(expected);
  }
}
