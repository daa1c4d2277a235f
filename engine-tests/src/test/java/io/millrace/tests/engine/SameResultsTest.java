package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowResults;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.SeededSource;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The same input gives the same final results, however its splits interleave. */
class SameResultsTest {
  private static final long BOUND_MS = 20;
  private static final int INTERLEAVINGS = 300;

  record Event(String key, long timeMs, long number) {}

  record Pair(long left, long right) {}

  /** Four splits, each with events out of order, some beyond the bound. */
  private static final List<List<Event>> INPUT = input();

  private static final List<List<Event>> COARSE =
      INPUT.stream().map(split -> split.stream().map(SameResultsTest::coarse).toList()).toList();

  private static Event coarse(Event event) {
    return new Event(event.key(), Math.floorDiv(event.timeMs(), 5) * 5, event.number());
  }

  private static List<List<Event>> input() {
    Random random = new Random(4711);
    List<List<Event>> splits = new ArrayList<>();
    long number = 0;
    for (int split = 0; split < 4; split++) {
      List<Event> events = new ArrayList<>();
      long time = random.nextInt(50);
      for (int i = 0; i < 120; i++) {
        time += random.nextInt(12);
        long disorder = random.nextInt(10) == 0 ? random.nextInt(80) : random.nextInt(15);
        events.add(new Event("k" + random.nextInt(4), time - disorder, number++));
      }
      splits.add(events);
    }
    return splits;
  }

  /** What comes out at the end: for each sink a set of lines. */
  private record Outcome(Map<String, TreeSet<String>> results, JobReport report) {}

  private static Outcome run(long seed, int parallelism, boolean threads, Lateness lateness) {
    Pipeline p = Pipeline.create("same");
    Stream<Event> events =
        p.from("events", new SeededSource<>(Event.class, INPUT, seed))
            .eventTimeMillis(Event::timeMs, Watermarks.bounded(Duration.ofMillis(BOUND_MS)));
    Map<String, CollectSink<WindowResult<String, Long>>> windows = new TreeMap<>();
    windows.put("tumbling", window(events, "tumbling", Windows.tumbling(ms(25)), lateness));
    windows.put("sliding", window(events, "sliding", Windows.sliding(ms(50), ms(15)), lateness));
    // Times so coarse that sessions often touch without sharing a millisecond.
    Stream<Event> coarse =
        p.from("coarse", new SeededSource<>(Event.class, COARSE, seed + 2))
            .eventTimeMillis(Event::timeMs, Watermarks.bounded(ms(BOUND_MS)));
    windows.put("session", window(coarse, "session", Windows.session(ms(5)), lateness));
    windows.put("fine", window(events, "fine", Windows.session(ms(7)), lateness));
    windows.put(
        "dynamic", window(coarse, "dynamic", Windows.<Event>dynamicSession(e -> ms(5)), lateness));
    CollectSink<Pair> pairs = Sinks.collect();
    events
        .filter(event -> event.number() % 2 == 0)
        .keyBy(Event::key)
        .join("join", events.filter(event -> event.number() % 2 == 1).keyBy(Event::key))
        .within(ms(-6), ms(9))
        .lateness(lateness.byMerged() ? Lateness.merged() : Lateness.ownSplit())
        .left((l, r) -> new Pair(l.number(), r.map(Event::number).orElse(-1L)))
        .to("pairs", pairs);
    CollectSink<Pair> sameSession = Sinks.collect();
    coarse
        .filter(event -> event.number() % 2 == 0)
        .keyBy(Event::key)
        .join("session-join", coarse.filter(event -> event.number() % 2 == 1).keyBy(Event::key))
        .window(Windows.session(ms(5)))
        .lateness(lateness)
        .inner((l, r) -> new Pair(l.number(), r.number()))
        .to("same-session", sameSession);
    JobReport report = run(p, seed, parallelism, threads);
    Map<String, TreeSet<String>> results = new TreeMap<>();
    windows.forEach((id, sink) -> results.put(id, last(sink.values(), isSession(id))));
    TreeSet<String> lines = new TreeSet<>();
    Map<Pair, Integer> seen = new HashMap<>();
    for (Pair pair : pairs.values()) {
      lines.add(pair + " " + seen.merge(pair, 1, Integer::sum));
    }
    results.put("join", lines);
    // A session that grows after it has fired shows its pairs again.
    TreeSet<String> together = new TreeSet<>();
    sameSession.values().forEach(pair -> together.add(pair.toString()));
    results.put("session-join", together);
    return new Outcome(results, report);
  }

  private static CollectSink<WindowResult<String, Long>> window(
      Stream<Event> events, String id, WindowAssigner<? super Event> windows, Lateness lateness) {
    CollectSink<WindowResult<String, Long>> sink = Sinks.collect();
    WindowResults<String, Event, Long> sums =
        events
            .keyBy(Event::key)
            .window(windows)
            .lateness(lateness)
            .aggregate(id, Aggregates.sumLong(Event::number));
    sums.to(id + "-out", sink);
    return sink;
  }

  private static JobReport run(Pipeline p, long seed, int parallelism, boolean threads) {
    Random random = new Random(seed);
    EngineOptions options =
        new EngineOptions(
            parallelism,
            "memory",
            1 + random.nextInt(4),
            1 + random.nextInt(random.nextBoolean() ? 8 : 200),
            128,
            true,
            null);
    Engine engine = Engine.local().options(options);
    try (Job job = threads ? engine.start(p) : engine.open(p)) {
      if (!threads) {
        int steps = 0;
        while (!job.status().over() && steps++ < 200_000) {
          job.step();
        }
        assertThat(job.status().over()).as("it comes to an end").isTrue();
      }
      return job.join();
    }
  }

  private static boolean isSession(String id) {
    return id.equals("session") || id.equals("fine") || id.equals("dynamic");
  }

  /** The last result of each key and window; sessions that grew after they had fired are gone. */
  private static TreeSet<String> last(List<WindowResult<String, Long>> results, boolean mayGrow) {
    Map<String, WindowResult<String, Long>> last = new TreeMap<>();
    results.forEach(result -> last.put(result.key() + " " + result.window(), result));
    TreeSet<String> lines = new TreeSet<>();
    for (WindowResult<String, Long> result : last.values()) {
      boolean grew =
          mayGrow
              && last.values().stream()
                  .anyMatch(
                      other ->
                          other.key().equals(result.key())
                              && !other.window().equals(result.window())
                              && within(result.window(), other.window()));
      if (!grew) {
        lines.add(result.key() + " " + result.window() + " " + result.value());
      }
    }
    return lines;
  }

  private static boolean within(Window inner, Window outer) {
    return inner instanceof TimeWindow a
        && outer instanceof TimeWindow b
        && b.startMs() <= a.startMs()
        && a.endMs() <= b.endMs();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  /** Windows by definition: an event counts where its own split had not passed the window's end. */
  private static TreeSet<String> naive(long sizeMs, long slideMs, long latenessMs) {
    Map<String, Long> sums = new TreeMap<>();
    for (List<Event> split : INPUT) {
      long watermark = Long.MIN_VALUE;
      for (Event event : split) {
        long last = Math.floorDiv(event.timeMs(), slideMs) * slideMs;
        for (long start = last; start > event.timeMs() - sizeMs; start -= slideMs) {
          boolean open = watermark == Long.MIN_VALUE || start + sizeMs - 1 + latenessMs > watermark;
          if (open) {
            Window window = new TimeWindow(start, start + sizeMs);
            sums.merge(event.key() + " " + window, event.number(), Long::sum);
          }
        }
        watermark = Math.max(watermark, event.timeMs() - BOUND_MS - 1);
      }
    }
    TreeSet<String> lines = new TreeSet<>();
    sums.forEach((where, sum) -> lines.add(where + " " + sum));
    return lines;
  }

  private static void interleave(long latenessMs) {
    Lateness lateness = Lateness.ownSplit().allow(ms(latenessMs));
    Outcome first = run(1, 1, false, lateness);
    assertThat(first.results().get("tumbling")).isEqualTo(naive(25, 25, latenessMs));
    assertThat(first.results().get("sliding")).isEqualTo(naive(50, 15, latenessMs));
    assertThat(first.report().late()).isPositive();
    Seeds.forEach(
        INTERLEAVINGS,
        seed -> {
          for (int parallelism = seed % 3 == 0 ? 1 : 2; parallelism <= 2; parallelism++) {
            Outcome outcome = run(seed, parallelism, seed % 10 == 0, lateness);
            assertThat(difference(first, outcome)).as("on %d workers", parallelism).isEmpty();
            assertAccounted(outcome.report());
          }
        });
  }

  private static List<String> difference(Outcome expected, Outcome seen) {
    List<String> lines = new ArrayList<>();
    expected
        .results()
        .forEach(
            (id, rows) -> {
              TreeSet<String> more = seen.results().getOrDefault(id, new TreeSet<>());
              rows.stream().filter(r -> !more.contains(r)).forEach(r -> lines.add(id + " - " + r));
              more.stream().filter(r -> !rows.contains(r)).forEach(r -> lines.add(id + " + " + r));
            });
    return lines;
  }

  private static void assertAccounted(JobReport report) {
    for (OperatorReport operator : report.operators()) {
      assertThat(operator.unaccounted()).as("events lost in %s", operator).isZero();
    }
  }

  @Test
  void whenSplitsInterleaveDifferently_thenFinalResultsAreTheSame() {
    interleave(0);
  }

  @Test
  void whenSplitsInterleaveDifferentlyAndLatenessIsAllowed_thenLastResultsAreTheSame() {
    interleave(30);
  }

  @Test
  void whenLatenessIsJudgedByTheMergedWatermark_thenNoFewerEventsAreKept() {
    long lateByOwn = run(1, 1, false, Lateness.ownSplit()).report().late();
    Seeds.forEach(
        50,
        seed -> {
          Outcome merged = run(seed, 1 + (int) (seed % 2), false, Lateness.merged());
          assertThat(merged.report().late()).isLessThanOrEqualTo(lateByOwn);
          assertAccounted(merged.report());
        });
  }

  @Test
  void whenEventsHaveNoPartner_thenTheOuterJoinGivesThemToo() {
    assertThat(run(1, 1, false, Lateness.ownSplit()).results().get("join"))
        .anyMatch(line -> line.contains("right=-1"))
        .anyMatch(line -> !line.contains("right=-1"));
  }
}
