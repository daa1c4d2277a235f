package io.millrace.torture.simulation;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.stream.IntervalJoin;
import io.millrace.api.stream.JoinResults;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowResults;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import io.millrace.torture.Event;
import io.millrace.torture.simulation.Graph.Flow;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What a graph does with its streams: each branch ends in a sink or two. */
final class Branches {
  private final Graph graph;
  private final SplittableRandom random;

  Branches(Graph graph, SplittableRandom random) {
    this.graph = graph;
    this.random = random;
  }

  /** Adds one. */
  void add() {
    switch (random.nextInt(13)) {
      case 0 -> tumbling();
      case 1 -> sliding();
      case 2 -> allowedLate(false);
      case 3 -> allowedLate(true);
      case 4 -> sessions();
      case 5 -> counts();
      case 6 -> near();
      case 7 -> together();
      case 8 -> buckets();
      case 9 -> flushed();
      case 10 -> running();
      case 11 -> sides();
      default -> twoLevels();
    }
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static String start(io.millrace.api.window.WindowResult<String, Long> result) {
    return result.key() + "|" + (result.window() instanceof TimeWindow time ? time.startMs() : 0);
  }

  private void late(WindowResults<String, Event, Long> windows, List<Long> ids) {
    graph.out(
        windows.late().map(late -> Long.toString(late.value().id())),
        () -> Check.exactly(ids.stream().map(String::valueOf).toList()));
  }

  private void windows(
      Flow in, WindowAssigner<Object> shape, Lateness lateness, long sizeMs, long slideMs) {
    WindowResults<String, Event, Long> windows =
        in.stream()
            .keyBy(Event::key)
            .window(shape)
            .lateness(lateness)
            .aggregate(graph.id("window"), Aggregates.sumLong(Graph::weight));
    Expected.Windows expected = Expected.windows(in.rows(), sizeMs, slideMs, lateness.allowedMs());
    Map<String, Long> sums = expected.sums();
    graph.out(
        windows.map(result -> start(result) + "|" + result.value()),
        () ->
            lateness.discarding()
                ? Check.pieces(sums)
                : lateness.allowedMs() > 0
                    ? Check.growing(sums)
                    : Check.exactly(Expected.lines(sums)));
    if (random.nextBoolean()) {
      late(windows, expected.late());
    }
  }

  private void tumbling() {
    long size = 20L + random.nextInt(150);
    windows(graph.any(), Windows.tumbling(ms(size)), Lateness.NONE, size, size);
  }

  private void sliding() {
    long size = 20L + random.nextInt(150);
    long slide = Math.max(1, size / (1 + random.nextInt(5)) - random.nextInt(3));
    windows(graph.any(), Windows.sliding(ms(size), ms(slide)), Lateness.NONE, size, slide);
  }

  private void allowedLate(boolean discarding) {
    long size = 20L + random.nextInt(150);
    Lateness lateness = Lateness.ownSplit().allow(ms(1 + random.nextInt(200)));
    windows(
        graph.any(),
        Windows.tumbling(ms(size)),
        discarding ? lateness.discardingFirings() : lateness,
        size,
        size);
  }

  private void sessions() {
    long gap = 2L * random.nextInt(2, 40) + 1;
    WindowAssigner<? super Event> shape =
        random.nextBoolean()
            ? Windows.session(ms(gap))
            : Windows.<Event>dynamicSession(event -> ms(gap));
    Flow in = graph.where(graph.any(), 3, 1);
    WindowResults<String, Event, Long> windows =
        in.stream()
            .keyBy(Event::key)
            .window(shape)
            .aggregate(graph.id("session"), Aggregates.sumLong(Graph::weight));
    Expected.Sessions expected = Expected.sessions(in.rows(), gap);
    graph.out(
        windows.map(
            result ->
                result.window() instanceof TimeWindow time
                    ? result.key()
                        + "|"
                        + time.startMs()
                        + "|"
                        + time.endMs()
                        + "|"
                        + result.value()
                    : "no session"),
        () -> Check.sessions(expected.lines()));
    if (random.nextBoolean()) {
      late(windows, expected.late());
    }
  }

  private void counts() {
    int size = 2 + random.nextInt(6);
    Flow in = graph.any();
    graph.out(
        in.stream()
            .keyBy(Event::key)
            .window(Windows.count(size))
            .count(graph.id("count"))
            .map(result -> result.key() + "|" + result.value()),
        () -> Check.exactly(Expected.counts(in.rows(), size)));
  }

  private void near() {
    Flow left = graph.where(graph.any(), 2, 0);
    Flow right = graph.where(graph.any(), 2, 1);
    long from = -2L * random.nextInt(10);
    long to = 2L * random.nextInt(10);
    boolean outer = random.nextBoolean();
    IntervalJoin<String, Event, Event> join =
        left.stream()
            .keyBy(Event::key)
            .join(graph.id("near"), right.stream().keyBy(Event::key))
            .within(ms(from), ms(to));
    JoinResults<String> pairs =
        outer
            ? join.full((l, r) -> l.map(Event::id).orElse(-1L) + "," + r.map(Event::id).orElse(-1L))
            : join.inner((l, r) -> l.id() + "," + r.id());
    graph.out(
        pairs, () -> Check.exactly(Expected.near(left.rows(), right.rows(), from, to, outer)));
  }

  private void together() {
    Flow left = graph.where(graph.any(), 2, 0);
    Flow right = graph.where(graph.any(), 2, 1);
    long size = 10L + random.nextInt(60);
    graph.out(
        left.stream()
            .keyBy(Event::key)
            .join(graph.id("together"), right.stream().keyBy(Event::key))
            .window(Windows.tumbling(ms(size)))
            .left((l, r) -> l.id() + "," + r.map(Event::id).orElse(-1L)),
        () -> Check.exactly(Expected.together(left.rows(), right.rows(), size)));
  }

  private void buckets() {
    Flow in = graph.any();
    graph.out(
        in.stream().keyBy(Event::key).process(graph.id("buckets"), Handlers.Buckets::new),
        () -> Check.pieces(Expected.buckets(in.rows(), Handlers.BUCKET_MS)));
  }

  private void flushed() {
    Flow in = graph.any();
    graph.out(
        in.stream().keyBy(Event::key).process(graph.id("flushed"), Handlers.Flushed::new),
        () -> Check.pieces(Expected.byKey(in.rows())));
  }

  /** A running count; then it is passed by a probe behind the exchange. */
  private void running() {
    Flow in = graph.any();
    Stream<Event> counted =
        in.stream()
            .map(event -> new Event(event.id(), event.key(), event.timeMs(), 1))
            .keyBy(Event::key)
            .reduce(
                graph.id("running"),
                (sum, event) ->
                    new Event(0, event.key(), event.timeMs(), sum.value() + event.value()));
    graph.out(
        graph.probed(counted).map(event -> event.key() + "|" + event.value()),
        () -> Check.exactly(Expected.running(in.rows())));
  }

  private void sides() {
    Flow left = graph.any();
    Flow right = graph.any();
    KeyedStream<String, Event> keyed = left.stream().keyBy(Event::key);
    if (random.nextBoolean()) {
      graph.out(
          keyed.connect(graph.id("sides"), right.stream().keyBy(Event::key), Handlers.Sides::new),
          () -> Check.exactly(Expected.sides(left.rows(), right.rows())));
    } else {
      graph.out(
          keyed.connectBroadcast(graph.id("ruled"), right.stream(), Handlers.Ruled::new),
          () -> Check.exactly(Expected.ruled(left.rows(), right.rows())));
    }
  }

  private void twoLevels() {
    long size = 10L + random.nextInt(30);
    long times = 2L + random.nextInt(5);
    Flow in = graph.any();
    Stream<String> lines =
        in.stream()
            .keyBy(Event::key)
            .window(Windows.tumbling(ms(size)))
            .aggregate(graph.id("small"), Aggregates.sumLong(Graph::weight))
            .keyAll()
            .window(Windows.tumbling(ms(size * times)))
            .aggregate(graph.id("large"), Aggregates.sumLong(result -> result.value()))
            .map(result -> start(result) + "|" + result.value());
    graph.out(
        lines, () -> Check.exactly(Expected.lines(Expected.twoLevels(in.rows(), size, times))));
  }
}
