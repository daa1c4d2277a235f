package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.aggregate.LaneAccumulator;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.FoldedState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowedStream;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.WindowAssigner;
import io.millrace.windowing.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An operator whose numbers would mean something else than when they were stored is refused before
 * a record flows; one that counts the same from another field is not.
 */
final class ChangedOperatorsTest {
  record Tick(long number, int value) {
    String key() {
      return "k" + number % 7;
    }
  }

  /** What is done with the ticks of each key. */
  private interface Shape extends Function<KeyedStream<String, Tick>, Stream<?>> {}

  /** What is done with all ticks. */
  private interface Body extends Function<Stream<Tick>, Stream<?>> {}

  /** The windows they are put into. */
  private interface Windowing
      extends Function<KeyedStream<String, Tick>, WindowedStream<String, Tick>> {}

  /**
   * A change.
   *
   * @param parts how the message ends: where the two part; null if it is none
   */
  record Change(String name, Shape before, Shape after, String... parts) {
    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir Path dir;

  static List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    WindowAssigner<Object> tumbling = Windows.tumbling(Duration.ofHours(1));
    WindowAssigner<Object> sliding = Windows.sliding(Duration.ofHours(2), Duration.ofHours(1));
    aggregates("slices", ticks -> ticks.window(tumbling), changes);
    aggregates("sliding", ticks -> ticks.window(sliding), changes);
    aggregates("session", ticks -> ticks.session(Duration.ofHours(1)), changes);
    aggregates("count", ticks -> ticks.window(Windows.count(1_000_000)), changes);
    changes.add(
        new Change(
            "running",
            ticks -> ticks.aggregate("it", Aggregates.sumLong(Tick::value)),
            ticks -> ticks.aggregate("it", Aggregates.maxLong(Tick::value)),
            "lanes.0: stored as sum_long, now max_long"));
    changes.add(
        new Change(
            "folded",
            ticks -> ticks.process("it", () -> new Folding(true)),
            ticks -> ticks.process("it", () -> new Folding(false)),
            "lanes.0: stored as sum_long, now min_long"));
    grids(changes);
    joins(changes);
    return changes;
  }

  private static void aggregates(String name, Windowing windows, List<Change> changes) {
    changes.add(
        new Change(
            name + ": sum to maximum",
            ticks -> windows.apply(ticks).aggregate("it", Aggregates.sumLong(Tick::value)),
            ticks -> windows.apply(ticks).aggregate("it", Aggregates.maxLong(Tick::value)),
            ".0: stored as sum_long, now max_long"));
    changes.add(
        new Change(
            name + ": count to sum",
            ticks -> windows.apply(ticks).count("it"),
            ticks -> windows.apply(ticks).aggregate("it", Aggregates.sumLong(Tick::value)),
            ".0: stored as count, now sum_long"));
    changes.add(
        new Change(
            name + ": sum to average",
            ticks -> windows.apply(ticks).aggregate("it", Aggregates.sum(Tick::value)),
            ticks -> windows.apply(ticks).aggregate("it", Aggregates.avg(Tick::value)),
            "with 1 part, now version 1 with 2 parts"));
  }

  private static void grids(List<Change> changes) {
    grid(
        "size",
        Windows.tumbling(Duration.ofHours(1)),
        Windows.tumbling(Duration.ofHours(2)),
        ".size: stored as PT1H, now PT2H",
        changes);
    grid(
        "slide",
        Windows.sliding(Duration.ofHours(4), Duration.ofHours(2)),
        Windows.sliding(Duration.ofHours(4), Duration.ofHours(1)),
        ".slide: stored as PT2H, now PT1H",
        changes);
    grid(
        "offset",
        Windows.tumbling(Duration.ofHours(4)),
        Windows.tumbling(Duration.ofHours(4)).offset(Duration.ofHours(1)),
        ".offset: stored as PT0S, now PT1H",
        changes);
    grid(
        "gap",
        Windows.session(Duration.ofHours(1)),
        Windows.session(Duration.ofMinutes(1)),
        ".gap: stored as PT1H, now PT1M",
        changes);
    grid(
        "kind",
        Windows.tumbling(Duration.ofHours(1)),
        Windows.session(Duration.ofHours(1)),
        "slices: stored as slices, now sessions",
        changes);
    grid(
        "count",
        Windows.count(1_000_000),
        Windows.count(2_000_000),
        ".assigner: stored as every 1000000 events, now every 2000000 events",
        changes);
    changes.add(
        new Change(
            "windows: maximal length",
            ticks -> ended(ticks, Duration.ofHours(2)),
            ticks -> ended(ticks, Duration.ofHours(3)),
            ".assigner: stored as session with a gap of PT1H, at most PT2H long, ended by events,"
                + " now session with a gap of PT1H, at most PT3H long, ended by events"));
  }

  private static Stream<?> ended(KeyedStream<String, Tick> ticks, Duration longest) {
    return ticks
        .session(Duration.ofHours(1), s -> s.maxLength(longest).endsWith(t -> t.value() > 100))
        .count("it");
  }

  private static void grid(
      String name,
      WindowAssigner<Object> before,
      WindowAssigner<Object> after,
      String part,
      List<Change> changes) {
    changes.add(
        new Change(
            "windows: " + name,
            ticks -> ticks.window(before).count("it"),
            ticks -> ticks.window(after).count("it"),
            part));
  }

  private static void joins(List<Change> changes) {
    changes.add(
        new Change(
            "window join: size",
            ticks -> joined(ticks, Duration.ofHours(1)),
            ticks -> joined(ticks, Duration.ofHours(2)),
            ".assigner: stored as tumbling PT1H, now tumbling PT2H"));
    changes.add(
        new Change(
            "window join: kind",
            ticks -> joined(ticks, Duration.ofHours(1)),
            ticks ->
                ticks
                    .join("it", ticks)
                    .window(Windows.tumbling(Duration.ofHours(1)))
                    .left((l, r) -> l),
            ".pairs: stored as inner, now left"));
    changes.add(
        new Change(
            "interval join: bounds",
            ticks -> within(ticks, Duration.ofHours(1)),
            ticks -> within(ticks, Duration.ofHours(2)),
            ".to: stored as PT1H, now PT2H"));
    changes.add(
        new Change(
            "interval join: kind",
            ticks -> within(ticks, Duration.ofHours(1)),
            ticks ->
                ticks
                    .join("it", ticks)
                    .within(Duration.ZERO, Duration.ofHours(1))
                    .left((l, r) -> l),
            ".pairs: stored as inner, now left"));
  }

  private static Stream<?> joined(KeyedStream<String, Tick> ticks, Duration size) {
    return ticks.join("it", ticks).window(Windows.tumbling(size)).inner((l, r) -> l);
  }

  private static Stream<?> within(KeyedStream<String, Tick> ticks, Duration to) {
    return ticks.join("it", ticks).within(Duration.ZERO, to).inner((l, r) -> l);
  }

  /** Keeps a sum or a minimum. */
  private static final class Folding implements Handler<String, Tick, Long> {
    private final boolean sum;
    private FoldedState<Tick, Long> folded;

    @SuppressWarnings("NullAway.Init") // open sets the rest
    Folding(boolean sum) {
      this.sum = sum;
    }

    @Override
    public void open(StateAccess state) {
      folded =
          state.folded(
              StateSpec.aggregating(
                  "folded",
                  LaneAccumulator.class,
                  sum ? Aggregates.sumLong(Tick::value) : Aggregates.minLong(Tick::value)));
    }

    @Override
    public void onEvent(Tick tick, HandlerContext<String> context, Output<Long> out) {
      folded.add(tick);
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whenAnOperatorMeansSomethingElse_thenItIsRefusedWithBoth(Change change) {
    save(change.before());

    assertThatThrownBy(() -> open(change.after(), true).close())
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ApiError.STATE_INCOMPATIBLE))
        .hasMessageContaining("operator 'it'")
        .hasMessageContaining(" was stored as\n")
        .hasMessageContaining("and cannot be read as\n")
        .hasMessageContainingAll(change.parts());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whenItMeansTheSame_thenItGoesOn(Change change) {
    save(change.before());

    try (Job job = open(change.before(), true)) {
      job.join();
    }
  }

  @Test
  void whenOnlyWhatIsReadOfAnEventHasChanged_thenItGoesOn() {
    Duration hour = Duration.ofHours(1);
    save(
        ticks ->
            ticks.window(Windows.tumbling(hour)).aggregate("it", Aggregates.sumLong(Tick::value)));

    Shape after =
        ticks ->
            ticks
                .window(Windows.tumbling(hour))
                .allowLateness(hour)
                .aggregate("it", Aggregates.sumLong(Tick::number));
    try (Job job = open(after, true)) {
      job.join();
    }
  }

  @Test
  void whenKeysWereLongsAndAreNotNow_thenTheyAreRefusedWithBoth() {
    saveAll(ticks -> ticks.keyBy(Tick::number).aggregate("it", Aggregates.count()));

    Body after = ticks -> ticks.keyBy(Tick::key).aggregate("it", Aggregates.count());
    assertThatThrownBy(() -> openAll(after, true).close())
        .hasMessageContaining("the key of operator 'it' was stored as\nlong\n")
        .hasMessageContaining("and cannot be read as\nstring\n");
  }

  private void save(Shape shape) {
    saveAll(keyed(shape));
  }

  private void saveAll(Body body) {
    try (Job job = openAll(body, false)) {
      job.step();
      job.step();
      job.savepoint("saved");
    }
  }

  private static Body keyed(Shape shape) {
    return ticks -> shape.apply(ticks.keyBy(Tick::key));
  }

  private Job open(Shape shape, boolean again) {
    return openAll(keyed(shape), again);
  }

  private Job openAll(Body body, boolean again) {
    CheckpointOptions checkpoints =
        CheckpointOptions.into(dir.resolve("checkpoints"), Duration.ZERO);
    EngineOptions options =
        new EngineOptions(1, "memory", 1, 64, 128, true, null)
            .checkpoints(
                again
                    ? checkpoints.from(dir.resolve("checkpoints/savepoints/saved"))
                    : checkpoints);
    Pipeline pipeline = Pipeline.create("changed");
    Stream<Tick> ticks =
        pipeline
            .from("ticks", Sources.generate(Tick.class, 500, n -> new Tick(n, (int) n % 10)))
            .eventTimeMillis(Tick::number, Watermarks.bounded(Duration.ZERO));
    body.apply(ticks).map(Object::toString).to("out", Sinks.callback(line -> {}));
    return Engine.local().options(options).open(pipeline);
  }
}
