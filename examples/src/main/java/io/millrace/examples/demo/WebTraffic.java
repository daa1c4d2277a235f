package io.millrace.examples.demo;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Late;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The first flow: a web server's log, in windows of four kinds, with what came late set aside. The
 * lines are dealt to three splits in turn, as if three servers had written them.
 */
final class WebTraffic {
  static final int SPLITS = 3;
  static final Duration DISORDER = ofSeconds(30);
  static final Duration SHORT_WINDOW = ofSeconds(10);
  static final Duration CORRECTED_FOR = ofSeconds(10);
  static final String SHORT = "short windows";
  static final String LATE = "late";
  static final String BUSIEST = "busiest";
  static final String TOP_PAGES = "top pages";
  static final String VISITS = "visits";
  static final String BURSTS = "bursts";

  /** Four days: the log has 3 days and 11 hours, and windows must not see two rounds at once. */
  private static final Duration ROUND = ofDays(4);

  /** Requests and the bytes of their answers. */
  record Traffic(long requests, long bytes) {}

  private final List<Hit> hits;
  private final Rounds rounds;
  private final Answers answers;

  WebTraffic(List<Hit> hits, Rounds rounds) {
    this.hits = hits;
    this.rounds = rounds;
    long firstMs = hits.stream().mapToLong(Hit::atMs).min().orElseThrow();
    long dayMs = ofDays(1).toMillis();
    this.answers = new Answers(EventTimes.intervalStart(firstMs, dayMs, 0), ROUND.toMillis());
  }

  Answers answers() {
    return answers;
  }

  Rounds rounds() {
    return rounds;
  }

  /** The number of a split, which reports call {@code web-log/0} and so on. */
  static int number(String split) {
    return Integer.parseInt(split.substring(split.lastIndexOf('/') + 1));
  }

  /** The line of the log, from 1, that a split's event of that offset was. */
  long line(int split, long offset) {
    int ofSplit = (hits.size() - split + SPLITS - 1) / SPLITS;
    return offset % ofSplit * SPLITS + split + 1;
  }

  void addTo(Pipeline pipeline) {
    Replay<Hit> log =
        new Replay<>(Hit.class, dealt(), ROUND.toMillis(), rounds, (hit, ms) -> hit.later(ms));
    Stream<Hit> requests =
        pipeline
            .from("web-log", log)
            .eventTimeMillis(Hit::atMs, Watermarks.bounded(DISORDER).withoutFutureSkewGuard());
    countInShortWindows(requests);
    findBusiestHours(requests);
    rankPages(requests);
    followVisits(requests);
    watchErrors(requests);
  }

  private List<List<Hit>> dealt() {
    List<List<Hit>> splits = new ArrayList<>();
    for (int s = 0; s < SPLITS; s++) {
      List<Hit> split = new ArrayList<>();
      for (int i = s; i < hits.size(); i += SPLITS) {
        split.add(hits.get(i));
      }
      splits.add(split);
    }
    return splits;
  }

  private static Aggregate<Hit, ?, Traffic> traffic() {
    return Aggregates.both(Aggregates.<Hit>count(), Aggregates.sumLong(Hit::bytes), Traffic::new);
  }

  private void countInShortWindows(Stream<Hit> requests) {
    var counts =
        requests
            .keyBy(Hit::answer)
            .window(Windows.tumbling(SHORT_WINDOW))
            .allowLateness(CORRECTED_FOR)
            .count("per-10s");
    // How often a window is corrected depends on who reads how much when; what it comes to does
    // not.
    counts.to("keep-10s", Sinks.callback(r -> answers.keep(SHORT, r.start().toEpochMilli(), r)));
    counts.late().to("late", Sinks.callback(this::late));
  }

  private void late(Late<Hit> late) {
    long atMs = late.at().toEpochMilli();
    answers.add(LATE, atMs, 1);
    answers.keep(LATE, atMs, late);
  }

  private void findBusiestHours(Stream<Hit> requests) {
    requests
        .keyBy(Hit::answer)
        .window(Windows.sliding(ofHours(6), ofHours(1)))
        .aggregate("per-6h", traffic())
        .to(
            "keep-6h",
            Sinks.callback(
                r -> {
                  answers.add(BUSIEST, r.start().toEpochMilli(), r.value().requests());
                  answers.keep(BUSIEST, r.start().toEpochMilli(), r);
                }));
  }

  private void rankPages(Stream<Hit> requests) {
    requests
        .filter(Hit::isPage)
        .keyBy(Hit::page)
        .window(Windows.tumbling(ofDays(1)))
        .count("page-day")
        .keyAll()
        .window(Windows.tumbling(ofDays(1)))
        .aggregate(
            "top-pages",
            Aggregates.topK(
                3,
                Comparator.<WindowResult<String, Long>, Long>comparing(WindowResult::value)
                    .thenComparing(WindowResult::key)))
        .to(
            "keep-pages",
            Sinks.callback(
                r -> {
                  answers.add(TOP_PAGES, r.start().toEpochMilli(), r.value().get(0).value());
                  answers.keep(TOP_PAGES, r.start().toEpochMilli(), r);
                }));
  }

  private void followVisits(Stream<Hit> requests) {
    requests
        .keyBy(Hit::client)
        .window(Windows.session(ofHours(2)))
        .aggregate("visits", traffic())
        .to(
            "keep-visits",
            Sinks.callback(
                r -> {
                  answers.add(VISITS, r.start().toEpochMilli(), 1);
                  answers.keep(VISITS, r.start().toEpochMilli(), r);
                }));
  }

  private void watchErrors(Stream<Hit> requests) {
    long quietMs = ofMinutes(1).toMillis();
    requests
        .filter(Hit::isError)
        .keyBy(Hit::client)
        .process("error-bursts", () -> new Burst.Watch<Hit>(quietMs, 3))
        .to(
            "keep-bursts",
            Sinks.callback(
                burst -> {
                  answers.add(BURSTS, burst.firstMs(), burst.size());
                  answers.keep(BURSTS, burst.firstMs(), burst);
                }));
  }
}
