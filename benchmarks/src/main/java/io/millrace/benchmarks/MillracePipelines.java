package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.CountSum;
import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.Prepared;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.Shape;
import io.millrace.benchmarks.workloads.Tick;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The pipelines a user would write for the workloads, through the public interface. Stateless. */
final class MillracePipelines {
  private static final Watermarks<Object> WATERMARKS =
      Watermarks.bounded(Duration.ofMillis(Case.BOUND_MS));
  private static final Duration SLIDE = Duration.ofMillis(Case.SLIDE_MS);

  private final Round round;
  private final Case what;
  private final boolean open;
  private final Pipeline pipeline = Pipeline.create("side-by-side");

  private MillracePipelines(Round round, boolean open) {
    this.round = round;
    this.open = open;
    this.what = round.prepared().what();
  }

  /** Two rows that were joined. */
  record Pair(Tick left, Tick right) {}

  /** A key's running total. */
  record Running(long key, long total) {}

  /** The pipeline of the round's workload. */
  static Pipeline of(Round round) {
    return of(round, false);
  }

  /**
   * The same.
   *
   * @param open its sources do not end
   */
  static Pipeline of(Round round, boolean open) {
    MillracePipelines pipelines = new MillracePipelines(round, open);
    pipelines.build();
    return pipelines.pipeline;
  }

  private void build() {
    switch (what.shape()) {
      case MAP_FILTER -> mapFilter();
      case TUMBLING -> totals(keyed());
      case TUMBLING_STRING -> named();
      case SLIDING_SUM, SLIDING_MAX -> sliding();
      case SESSION -> sessions();
      case WINDOW_JOIN, INTERVAL_JOIN -> join();
      case STATE -> state();
      default -> nexmark();
    }
  }

  private <T> Stream<T> source(String id, Class<T> type, boolean right) {
    Prepared prepared = round.prepared();
    List<T[]> splits = new ArrayList<>();
    for (int i = 0; i < prepared.parallelism(); i++) {
      splits.add(cast(right ? prepared.right(i) : prepared.split(i)));
    }
    return pipeline.from(
        id, new RingSource<>(type, splits, prepared.replays(), round::started, open));
  }

  @SuppressWarnings("unchecked") // the shape of the workload says what its events are
  private static <T> T[] cast(Object[] events) {
    return (T[]) events;
  }

  private Stream<Tick> ticks() {
    return source("ticks", Tick.class, false).eventTimeMillis(Tick::timeMs, WATERMARKS);
  }

  private KeyedStream<Long, Tick> keyed() {
    return ticks().keyBy(Tick::key);
  }

  private <T> void sink(Stream<T> results, ChecksumSink.Adder<? super T> adder) {
    results.to("out", new ChecksumSink<>(adder, round::ended));
  }

  private void mapFilter() {
    Stream<Tick> even =
        source("ticks", Tick.class, false)
            .map(tick -> new Tick(tick.key(), tick.value() * 3 + 1, tick.timeMs()))
            .filter(tick -> (tick.value() & 1) == 0);
    sink(even, (tick, to) -> to.add(tick.key(), tick.value(), tick.timeMs(), 0, 0));
  }

  private void totals(KeyedStream<Long, Tick> keyed) {
    sink(
        keyed
            .window(Windows.tumbling(Duration.ofMillis(what.sizeMs())))
            .aggregate(
                "totals",
                Aggregates.both(
                    Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new)),
        ChecksumSink::window);
  }

  private void sessions() {
    sink(
        keyed()
            .window(Windows.session(Duration.ofMillis(Case.GAP_MS)))
            .aggregate(
                "totals",
                Aggregates.both(
                    Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new)),
        ChecksumSink::window);
  }

  private void named() {
    Stream<WindowResult<String, CountSum>> totals =
        source("ticks", NamedTick.class, false)
            .eventTimeMillis(NamedTick::timeMs, WATERMARKS)
            .keyBy(NamedTick::key)
            .window(Windows.tumbling(Duration.ofMillis(what.sizeMs())))
            .aggregate(
                "totals",
                Aggregates.both(
                    Aggregates.count(), Aggregates.sumLong(NamedTick::value), CountSum::new));
    sink(
        totals,
        (result, to) -> {
          TimeWindow window = (TimeWindow) result.window();
          CountSum value = result.value();
          to.add(
              result.key().hashCode(),
              window.startMs(),
              window.endMs(),
              value.count(),
              value.sum());
        });
  }

  private void sliding() {
    boolean sum = what.shape() == Shape.SLIDING_SUM;
    sink(
        keyed()
            .window(Windows.sliding(Duration.ofMillis(what.sizeMs()), SLIDE))
            .aggregate(
                "value", sum ? Aggregates.sumLong(Tick::value) : Aggregates.maxLong(Tick::value)),
        MillracePipelines::number);
  }

  private static void number(WindowResult<Long, Long> result, Checksum to) {
    TimeWindow window = (TimeWindow) result.window();
    to.add(result.key(), window.startMs(), window.endMs(), 0, result.value());
  }

  private void join() {
    KeyedStream<Long, Tick> left =
        source("left", Tick.class, false)
            .eventTimeMillis(Tick::timeMs, WATERMARKS)
            .keyBy(Tick::key);
    KeyedStream<Long, Tick> right =
        source("right", Tick.class, true)
            .eventTimeMillis(Tick::timeMs, WATERMARKS)
            .keyBy(Tick::key);
    Duration size = Duration.ofMillis(what.sizeMs());
    boolean window = what.shape() == Shape.WINDOW_JOIN;
    Stream<Pair> pairs =
        window
            ? left.join("pairs", right).window(Windows.tumbling(size)).inner(Pair::new)
            : left.join("pairs", right).within(size.negated(), size).inner(Pair::new);
    sink(
        pairs,
        (pair, to) ->
            to.add(
                pair.left().key(),
                pair.left().value(),
                pair.right().value(),
                pair.left().timeMs(),
                pair.right().timeMs()));
  }

  private void state() {
    Stream<Running> totals =
        source("ticks", Tick.class, false).keyBy(Tick::key).process("total", Totals::new);
    sink(totals, (running, to) -> to.add(running.key(), running.total(), 0, 0, 0));
  }

  /** Reads a key's total, adds to it and writes it back. */
  static final class Totals implements Handler<Long, Tick, Running> {
    private @Nullable ValueState<Long> total;

    @Override
    public void open(StateAccess state) {
      total = state.value(StateSpec.of(Long.class, 0L));
    }

    @Override
    public void onEvent(Tick tick, HandlerContext<Long> context, Output<Running> out) {
      ValueState<Long> state = Objects.requireNonNull(total, "opened before");
      Long before = state.get();
      long sum = (before == null ? 0 : before) + tick.value();
      state.set(sum);
      out.emit(new Running(tick.key(), sum), context.timeMs());
    }
  }

  private void nexmark() {
    Stream<NexmarkEvent> events =
        source("events", NexmarkEvent.class, false)
            .eventTimeMillis(NexmarkEvent::timeMs, WATERMARKS);
    switch (what.shape()) {
      case NEXMARK_Q3 -> sink(MillraceNexmark.q3(events), MillraceNexmark::addSeller);
      case NEXMARK_Q4 -> sink(MillraceNexmark.q4(events, what), MillraceNexmark::addAverage);
      case NEXMARK_Q5 -> sink(MillraceNexmark.q5(events, what), MillraceNexmark::addHot);
      case NEXMARK_Q7 -> sink(MillraceNexmark.q7(events, what), MillraceNexmark::addHighest);
      default -> sink(MillraceNexmark.q8(events, what), MillraceNexmark::addNewSeller);
    }
  }
}
