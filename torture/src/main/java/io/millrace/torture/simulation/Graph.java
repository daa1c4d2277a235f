package io.millrace.torture.simulation;

import io.millrace.api.connector.Sink;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.connector.files.Files;
import io.millrace.torture.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A pipeline that a seed makes, the same one each time it is built: sources with several splits, a
 * few {@link Branches} of operators, and at least two sinks, one to files and one to the ledger. To
 * each sink it knows what must come out, found by simple loops over the whole input.
 */
final class Graph {
  /** Builds the graph for one process. */
  interface Maker {
    /** The pipeline, for that many workers. */
    Pipeline make(int workers);
  }

  /**
   * A stream, and what flows in it.
   *
   * @param stream the stream
   * @param rows its events, in any order
   */
  record Flow(Stream<Event> stream, List<Input.Row> rows) {}

  private final SplittableRandom random;
  private final World world;
  private final int workers;
  private final Pipeline pipeline = Pipeline.create("simulated");
  private final List<Flow> flows = new ArrayList<>();
  private final Map<String, Supplier<Check>> checks = new TreeMap<>();
  private int ids;

  Graph(long seed, World world, int workers) {
    this.random = new SplittableRandom(seed);
    this.world = world;
    this.workers = workers;
    flows.add(source("a", 0, true));
    if (random.nextBoolean()) {
      flows.add(source("b", 1_000_000, false));
    }
    if (random.nextInt(3) == 0) {
      flows.add(asked(any()));
    }
    if (flows.size() > 1 && random.nextBoolean()) {
      flows.add(united(flows.get(0), flows.get(1)));
    }
    Branches branches = new Branches(this, random);
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      branches.add();
    }
  }

  static long weight(Event event) {
    return 1_000_000L + event.value();
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** What must come out of each sink. */
  Map<String, Supplier<Check>> checks() {
    return checks;
  }

  static boolean toFiles(String sink) {
    return sink.startsWith("out-");
  }

  static Path directory(String sink) {
    return Path.of("/job").resolve(sink);
  }

  String id(String kind) {
    return kind + "-" + ids++;
  }

  /** One of the streams. */
  Flow any() {
    return flows.get(random.nextInt(flows.size()));
  }

  private Flow source(String id, long firstId, boolean mayIdle) {
    Input input = Input.random(random, firstId, mayIdle);
    Watermarks<Object> watermarks =
        Watermarks.bounded(Duration.ofMillis(input.boundMs())).withoutFutureSkewGuard();
    String probe = id("probe");
    Stream<Event> stream =
        pipeline
            .from(id, new InputSource(input, world))
            .eventTimeMillis(
                Event::timeMs,
                input.goesIdle() ? watermarks.idleAfter(Duration.ofMillis(40)) : watermarks)
            .operator(probe, Event.class, () -> new Probe(world, probe, workers));
    return new Flow(
        stream.peek(event -> world.moment(Step.USER_FUNCTION)), List.copyOf(input.rows()));
  }

  private Flow asked(Flow flow) {
    boolean ordered = random.nextBoolean();
    AsyncSettings settings =
        new AsyncSettings(ordered, 1 + random.nextInt(20), 60_000, 1_000, random.nextInt(20));
    return new Flow(
        flow.stream().mapAsync(id("asked"), settings, event -> world.calls().ask(event)),
        flow.rows());
  }

  private static Flow united(Flow left, Flow right) {
    List<Input.Row> rows = new ArrayList<>(left.rows());
    rows.addAll(right.rows());
    return new Flow(left.stream().union(right.stream()), rows);
  }

  /** Some of a stream. */
  Flow where(Flow flow, long divisor, long rest) {
    return new Flow(
        flow.stream().filter(event -> event.id() % divisor == rest),
        flow.rows().stream().filter(row -> row.event().id() % divisor == rest).toList());
  }

  /** Behind an exchange, where watermarks of several tasks meet. */
  Stream<Event> probed(Stream<Event> stream) {
    String probe = id("probe");
    return stream.operator(probe, Event.class, () -> new Probe(world, probe, workers));
  }

  /** Writes lines to a sink, of which that must come out. */
  void out(Stream<String> lines, Supplier<Check> check) {
    String id = checks.size() % 2 == 0 ? id("out") : id("ledger");
    Sink<String> sink = toFiles(id) ? Files.lineSink(directory(id)) : new LedgerSink(world);
    lines.to(id, sink);
    checks.put(id, check);
  }
}
