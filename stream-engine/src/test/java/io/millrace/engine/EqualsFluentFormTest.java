package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Overflow;
import io.millrace.api.connector.PushSource;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowResults;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Late;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each call gives what the fluent form gives for the same events and watermarks. */
final class EqualsFluentFormTest {
  private static final int CASES = 60;
  private static final Duration LATENESS = Duration.ofSeconds(5);

  /** An event, or a watermark. */
  private record Mark(int stream, Event event, long watermarkMs) {}

  private static List<Mark> script(long seed, int streams) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Mark> script = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      int stream = random.nextInt(streams);
      long at = i * 1_000L + random.nextInt(20_000);
      if (random.nextInt(8) == 0) {
        script.add(new Mark(stream, null, at - 12_000));
      } else {
        Map<String, Object> data = random.nextInt(9) == 0 ? Map.of() : Map.of("user", i % 3);
        String type = "t" + random.nextInt(2);
        script.add(new Mark(stream, new Event("e" + i, type, data, Instant.ofEpochMilli(at)), 0));
      }
    }
    for (int stream = 0; stream < streams; stream++) {
      script.add(new Mark(stream, null, 1_000_000));
    }
    return script;
  }

  private static void fluent(List<Mark> script, int streams, Consumer<List<Stream<Event>>> build) {
    Pipeline pipeline = Pipeline.create("fluent");
    List<PushSource<Event>> sources = new ArrayList<>();
    List<Stream<Event>> inputs = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      PushSource<Event> source = Sources.push(Event.class, 10_000, Overflow.FAIL);
      sources.add(source);
      inputs.add(pipeline.from("s" + i, source).eventTime(Event::eventTime, Watermarks.manual()));
    }
    build.accept(inputs);
    try (var job = Engine.local().open(pipeline)) {
      for (Mark mark : script) {
        if (mark.event() == null) {
          sources.get(mark.stream()).watermarkMs(mark.watermarkMs());
        } else {
          sources.get(mark.stream()).offer(mark.event());
        }
        job.settle();
      }
    }
  }

  /** Plays the script, in batches of random size, through the engine. */
  private static void byId(StreamEngine engine, List<Mark> script, int streams, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Mark mark : script) {
      if (mark.event() == null) {
        engine.setWatermark("s" + mark.stream(), Instant.ofEpochMilli(mark.watermarkMs()));
      } else {
        engine.publish("s" + mark.stream(), mark.event());
      }
      // Between streams the order is the order of processing: only one stream may lag behind.
      if (streams > 1 || random.nextInt(4) == 0) {
        engine.processBatch("s" + mark.stream(), 1 + random.nextInt(5));
      }
    }
    engine.drain();
  }

  private static StreamEngine engine(int streams) {
    StreamEngine engine = StreamEngine.create(StreamEngineOptions.DEFAULT.allowLateness(LATENESS));
    for (int i = 0; i < streams; i++) {
      engine.createStream("s" + i);
    }
    return engine;
  }

  @Test
  void whenRegisterProcessor_thenSameAsMap() {
    Seeds.forEach(
        CASES,
        seed -> {
          List<Mark> script = script(seed, 1);
          CollectSink<String> expected = Sinks.collect();
          fluent(script, 1, in -> in.get(0).map(e -> e.id() + e.type()).to("out", expected));
          try (StreamEngine engine = engine(1)) {
            engine.registerProcessor("p", "s0", e -> e.id() + e.type());
            byId(engine, script, 1, seed);
            assertThat(engine.processorResults("p")).isEqualTo(expected.values());
          }
        });
  }

  private static void sameWindows(WindowAssigner<Object> shape, Consumer<StreamEngine> create) {
    Seeds.forEach(
        CASES,
        seed -> {
          List<Mark> script = script(seed, 1);
          CollectSink<WindowResult<String, List<Event>>> expected = Sinks.collect();
          CollectSink<Late<Event>> late = Sinks.collect();
          fluent(
              script,
              1,
              in -> {
                WindowResults<String, Event, List<Event>> results =
                    in.get(0).keyBy(Event::type).window(shape).allowLateness(LATENESS).collect("w");
                results.to("out", expected);
                results.late().to("late", late);
              });
          try (StreamEngine engine = engine(1)) {
            create.accept(engine);
            byId(engine, script, 1, seed);
            assertThat(engine.windows("w")).noneMatch(WindowContent::open);
            assertThat(engine.windows("w").stream().map(EqualsFluentFormTest::text))
                .containsExactlyInAnyOrderElementsOf(last(expected.values(), shape.merging()));
            assertThat(engine.lateEvents("w").stream().map(Late::value))
                .containsExactlyElementsOf(late.values().stream().map(Late::value).toList());
          }
        });
  }

  /** The last result of each window; a session replaces the parts it was merged from. */
  private static List<String> last(
      List<WindowResult<String, List<Event>>> results, boolean merging) {
    List<WindowResult<String, List<Event>>> last = new ArrayList<>();
    for (WindowResult<String, List<Event>> result : results) {
      last.removeIf(
          old ->
              old.key().equals(result.key())
                  && (merging
                      ? !old.start().isBefore(result.start()) && !old.end().isAfter(result.end())
                      : old.window().equals(result.window())));
      last.add(result);
    }
    return last.stream()
        .map(r -> r.key() + r.window() + r.value().stream().map(Event::id).toList())
        .toList();
  }

  private static String text(WindowContent content) {
    return content.key()
        + ""
        + content.window()
        + content.events().stream().map(Event::id).toList();
  }

  @Test
  void whenTumblingWindow_thenSameAsFluent() {
    sameWindows(
        Windows.tumbling(Duration.ofSeconds(10)),
        e -> e.createTumblingWindow("w", "s0", Duration.ofSeconds(10), Event::type));
  }

  @Test
  void whenSlidingWindow_thenSameAsFluent() {
    sameWindows(
        Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(4)),
        e ->
            e.createSlidingWindow(
                "w", "s0", Duration.ofSeconds(10), Duration.ofSeconds(4), Event::type));
  }

  @Test
  void whenSessionWindow_thenSameAsFluent() {
    sameWindows(
        Windows.session(Duration.ofSeconds(3)),
        e -> e.createSessionWindow("w", "s0", Duration.ofSeconds(3), Event::type));
  }

  @Test
  void whenAggregateWindow_thenSameAsFluentAggregate() {
    Seeds.forEach(
        CASES,
        seed -> {
          List<Mark> script = script(seed, 1);
          CollectSink<WindowResult<String, Double>> expected = Sinks.collect();
          fluent(
              script,
              1,
              in ->
                  in.get(0)
                      .keyAll()
                      .window(Windows.tumbling(Duration.ofSeconds(10)))
                      .aggregate("w", Aggregates.sum((Event e) -> e.id().length()))
                      .to("out", expected));
          try (StreamEngine engine = StreamEngine.create()) {
            engine.createStream("s0");
            engine.createTumblingWindow("w", "s0", Duration.ofSeconds(10));
            byId(engine, script, 1, seed);
            assertThat(
                    engine.windows("w").stream()
                        .map(
                            w ->
                                engine.aggregateWindow(
                                    w, Aggregates.sum((Event e) -> e.id().length())))
                        .toList())
                .isEqualTo(expected.values().stream().map(WindowResult::value).toList());
          }
        });
  }

  @Test
  void whenJoinStreams_thenSameAsIntervalJoin() {
    Duration within = Duration.ofSeconds(6);
    Seeds.forEach(
        CASES,
        seed -> {
          List<Mark> script = script(seed, 2);
          CollectSink<JoinedEvents> expected = Sinks.collect();
          fluent(
              script,
              2,
              in ->
                  in.get(0)
                      .filter(e -> e.data().containsKey("user"))
                      .keyBy(e -> (Integer) e.data().get("user"))
                      .join(
                          "j",
                          in.get(1)
                              .filter(e -> e.data().containsKey("user"))
                              .keyBy(e -> (Integer) e.data().get("user")))
                      .within(within.negated(), within)
                      .inner(JoinedEvents::new)
                      .to("out", expected));
          try (StreamEngine engine = engine(2)) {
            engine.joinStreams("j", "s0", "s1", "user", within);
            byId(engine, script, 2, seed);
            assertThat(engine.joinResults("j"))
                .containsExactlyInAnyOrderElementsOf(expected.values());
          }
        });
  }
}
