package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Emit;
import io.millrace.api.operator.Output;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random graphs of operators end, lose nothing and give the same on any number of workers. */
class RandomGraphsTest {
  record Event(int key, long timeMs, long value) {}

  /** A graph that a seed makes: the same one each time it is built. */
  private static final class Graph {
    private final Random random;
    private final long inputSeed;
    private final Pipeline pipeline = Pipeline.create("random");
    private final List<Stream<Event>> streams = new ArrayList<>();
    private final List<CollectSink<Event>> sinks = new ArrayList<>();
    private int ids;

    Graph(long seed) {
      random = new Random(seed);
      inputSeed = seed;
      int sources = 1 + random.nextInt(2);
      for (int i = 0; i < sources; i++) {
        streams.add(source());
      }
      int operators = 1 + random.nextInt(8);
      for (int i = 0; i < operators; i++) {
        streams.add(operator());
      }
      for (int i = 0; i < streams.size(); i++) {
        if (i == streams.size() - 1 || random.nextInt(3) == 0) {
          CollectSink<Event> sink = Sinks.collect();
          streams.get(i).to(id("sink"), sink);
          sinks.add(sink);
        }
      }
    }

    private String id(String kind) {
      return kind + "-" + ids++;
    }

    private Stream<Event> source() {
      List<List<Event>> splits = new ArrayList<>();
      int count = 1 + random.nextInt(3);
      for (int split = 0; split < count; split++) {
        List<Event> events = new ArrayList<>();
        long time = 0;
        int size = random.nextInt(60);
        for (int i = 0; i < size; i++) {
          time += random.nextInt(5);
          events.add(new Event(random.nextInt(5), time + random.nextInt(6), random.nextInt(100)));
        }
        splits.add(events);
      }
      return pipeline
          .from(id("source"), new SeededSource<>(Event.class, splits, inputSeed))
          .eventTimeMillis(Event::timeMs, Watermarks.bounded(Duration.ofMillis(1_000)));
    }

    private Stream<Event> any() {
      return streams.get(random.nextInt(streams.size()));
    }

    private Stream<Event> operator() {
      Stream<Event> in = any();
      switch (random.nextInt(10)) {
        case 0:
          return in.map(e -> new Event(e.key(), e.timeMs(), e.value() + 1));
        case 1:
          return in.filter(e -> e.value() % 3 != 0);
        case 2:
          return in.flatMap(
              e -> e.value() % 2 == 0 ? List.of(e) : List.of(e, new Event(0, e.timeMs(), 1)));
        case 3:
          return in.union(any());
        case 4:
          return in.map(e -> new Event(e.key() + 1, e.timeMs(), e.value()))
              .union(in.filter(e -> e.value() > 50), any());
        case 5:
          return window(in);
        case 6:
          return counted(in);
        case 7:
          return joined(in, any());
        case 8:
          return joined(in, window(in));
        default:
          return broadcast(in, any());
      }
    }

    private Stream<Event> window(Stream<Event> in) {
      return in.keyBy(Event::key)
          .window(Windows.tumbling(Duration.ofMillis(20)))
          .aggregate(id("window"), Aggregates.sumLong(Event::value))
          .map(r -> new Event(r.key(), r.end().toEpochMilli() - 1, r.value()));
    }

    private Stream<Event> counted(Stream<Event> in) {
      return in.keyBy(Event::key)
          .process(
              id("process"),
              StateSpec.value("sum", Long.class),
              (e, sum, context) -> {
                Long before = sum.get();
                sum.set((before == null ? 0 : before) + e.value());
                context.timer("done", io.millrace.api.time.TimeDomain.EVENT, 100_000);
                return Emit.none();
              },
              (timer, sum, context) -> {
                Long total = sum.get();
                sum.clear();
                return Emit.of(
                    new Event(context.key(), timer.timeMs(), total == null ? -1 : total));
              });
    }

    private Stream<Event> joined(Stream<Event> left, Stream<Event> right) {
      return left.filter(e -> e.value() % 4 == 0)
          .keyBy(Event::key)
          .join(id("join"), right.filter(e -> e.value() % 5 == 0).keyBy(Event::key))
          .within(Duration.ofMillis(-3), Duration.ofMillis(3))
          .left(
              (l, r) -> new Event(l.key(), l.timeMs(), l.value() + r.map(Event::value).orElse(7L)));
    }

    private Stream<Event> broadcast(Stream<Event> in, Stream<Event> rules) {
      return in.keyBy(Event::key).connectBroadcast(id("broadcast"), rules, Passing::new);
    }
  }

  /** Takes rules and lets events through: what comes out does not depend on who is first. */
  static final class Passing implements BroadcastHandler<Integer, Event, Event, Event> {
    @Override
    public void onEvent(Event value, Context<Integer> context, Output<Event> out) {
      out.emit(value, context.timeMs());
    }

    @Override
    public void onBroadcast(Event value, BroadcastContext<Integer> context, Output<Event> out) {}
  }

  private static List<List<String>> run(long seed, EngineOptions options, boolean threads) {
    Graph graph = new Graph(seed);
    Engine engine = Engine.local().options(options);
    JobReport report;
    try (Job job = threads ? engine.start(graph.pipeline) : engine.open(graph.pipeline)) {
      if (!threads) {
        int steps = 0;
        while (!job.status().over() && steps++ < 100_000) {
          job.step();
        }
        assertThat(job.status().over()).as("it comes to an end").isTrue();
      }
      report = job.join();
    }
    for (OperatorReport operator : report.operators()) {
      assertThat(operator.unaccounted()).as("events lost in %s", operator).isZero();
    }
    List<List<String>> results = new ArrayList<>();
    for (CollectSink<Event> sink : graph.sinks) {
      results.add(sink.timed().stream().map(Object::toString).sorted().toList());
    }
    return results;
  }

  @Test
  void whenChannelsHaveOneSlot_thenRandomGraphsEndWithTheResultsOfOneWorker() {
    Seeds.forEach(
        1_000,
        seed -> {
          Random random = new Random(seed);
          List<List<String>> expected = run(seed, EngineOptions.DEFAULT, false);
          for (int workers = 1; workers <= 2; workers++) {
            EngineOptions options =
                new EngineOptions(workers, "memory", 1, 1 + random.nextInt(10), 128, true, null);
            boolean threads = seed % 20 == 0;
            assertThat(run(seed, options, threads))
                .as("%d workers, %s", workers, options)
                .isEqualTo(expected);
          }
        });
  }
}
