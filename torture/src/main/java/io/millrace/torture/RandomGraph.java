package io.millrace.torture;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Emit;
import io.millrace.api.operator.Output;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.testkit.SeededSource;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A graph of operators that a seed makes, the same one each time it is built: streams that part and
 * meet again, unions, joins with windows of each other, broadcast, several sinks.
 */
final class RandomGraph {
  /** What flows through it. */
  public record Item(int key, long timeMs, long value) {}

  private final Random random;
  private final long inputSeed;
  private final Pipeline pipeline = Pipeline.create("random");
  private final List<Stream<Item>> streams = new ArrayList<>();
  private final List<CollectSink<Item>> sinks = new ArrayList<>();
  private int ids;

  RandomGraph(long seed) {
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
        CollectSink<Item> sink = Sinks.collect();
        streams.get(i).to(id("sink"), sink);
        sinks.add(sink);
      }
    }
  }

  private String id(String kind) {
    return kind + "-" + ids++;
  }

  private Stream<Item> source() {
    List<List<Item>> splits = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int split = 0; split < count; split++) {
      List<Item> events = new ArrayList<>();
      long time = 0;
      int size = random.nextInt(60);
      for (int i = 0; i < size; i++) {
        time += random.nextInt(5);
        events.add(new Item(random.nextInt(5), time + random.nextInt(6), random.nextInt(100)));
      }
      splits.add(events);
    }
    return pipeline
        .from(id("source"), new SeededSource<>(Item.class, splits, inputSeed))
        .eventTimeMillis(Item::timeMs, Watermarks.bounded(Duration.ofSeconds(1)));
  }

  private Stream<Item> any() {
    return streams.get(random.nextInt(streams.size()));
  }

  private Stream<Item> operator() {
    Stream<Item> in = any();
    return switch (random.nextInt(10)) {
      case 0 -> in.map(e -> new Item(e.key(), e.timeMs(), e.value() + 1));
      case 1 -> in.filter(e -> e.value() % 3 != 0);
      case 2 ->
          in.flatMap(e -> e.value() % 2 == 0 ? List.of(e) : List.of(e, new Item(0, e.timeMs(), 1)));
      case 3 -> in.union(any());
      case 4 ->
          in.map(e -> new Item(e.key() + 1, e.timeMs(), e.value()))
              .union(in.filter(e -> e.value() > 50), any());
      case 5 -> window(in);
      case 6 -> counted(in);
      case 7 -> joined(in, any());
      case 8 -> joined(in, window(in));
      default -> broadcast(in, any());
    };
  }

  private Stream<Item> window(Stream<Item> in) {
    return in.keyBy(Item::key)
        .window(Windows.tumbling(Duration.ofMillis(20)))
        .aggregate(id("window"), Aggregates.sumLong(Item::value))
        .map(r -> new Item(r.key(), r.end().toEpochMilli() - 1, r.value()));
  }

  private Stream<Item> counted(Stream<Item> in) {
    return in.keyBy(Item::key)
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
              return Emit.of(new Item(context.key(), timer.timeMs(), total == null ? -1 : total));
            });
  }

  private Stream<Item> joined(Stream<Item> left, Stream<Item> right) {
    return left.filter(e -> e.value() % 4 == 0)
        .keyBy(Item::key)
        .join(id("join"), right.filter(e -> e.value() % 5 == 0).keyBy(Item::key))
        .within(Duration.ofMillis(-3), Duration.ofMillis(3))
        .left((l, r) -> new Item(l.key(), l.timeMs(), l.value() + r.map(Item::value).orElse(7L)));
  }

  private Stream<Item> broadcast(Stream<Item> in, Stream<Item> rules) {
    return in.keyBy(Item::key).connectBroadcast(id("broadcast"), rules, Passing::new);
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** What came out of each sink, in any order. */
  List<List<String>> results() {
    return sinks.stream()
        .map(sink -> sink.timed().stream().map(Object::toString).sorted().toList())
        .toList();
  }

  /** Takes rules and lets events through: what comes out does not depend on who is first. */
  public static final class Passing implements BroadcastHandler<Integer, Item, Item, Item> {
    @Override
    public void onEvent(Item value, Context<Integer> context, Output<Item> out) {
      out.emit(value, context.timeMs());
    }

    @Override
    public void onBroadcast(Item value, BroadcastContext<Integer> context, Output<Item> out) {}
  }
}
