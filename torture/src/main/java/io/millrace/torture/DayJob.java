package io.millrace.torture;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Late;
import io.millrace.connector.files.Files;
import io.millrace.windowing.Windows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Windows of three shapes and an interval join over a day of events, each with its late events,
 * written to files.
 */
public final class DayJob {
  static final String TUMBLING = "tumbling";
  static final String SLIDING = "sliding";
  static final String SESSIONS = "sessions";
  static final String PAIRS = "pairs";
  static final List<String> OPERATORS = List.of(TUMBLING, SLIDING, SESSIONS, PAIRS);

  static final long TUMBLING_MS = DayPlan.minutes(5);
  static final long SLIDING_MS = DayPlan.minutes(30);
  static final long SLIDE_MS = DayPlan.minutes(10);
  static final long ALLOWED_MS = DayPlan.minutes(20);
  static final long GAP_MS = 60_001;
  static final long JOIN_MS = 10_000;

  /** How a process ends whose job had nothing to do for a minute. */
  static final int STUCK = 3;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private DayJob() {}

  static String sessionLine(String key, long startMs, long endMs, long sum) {
    return key + "," + startMs + "," + endMs + "," + sum;
  }

  /** Where the late events of an operator are written. */
  static String lateOf(String operator) {
    return operator + "-late";
  }

  private static Pipeline pipeline(DaySource source, Path out) {
    Pipeline pipeline = Pipeline.create("day");
    Stream<Event> events =
        pipeline
            .from("events", source)
            .eventTimeMillis(
                Event::timeMs, Watermarks.bounded(Duration.ofMillis(DayPlan.BOUND_MS)));
    KeyedStream<String, Event> byKey = events.keyBy(Event::key);
    var tumbling =
        byKey
            .window(Windows.tumbling(Duration.ofMillis(TUMBLING_MS)))
            .aggregate(TUMBLING, Aggregates.sumLong(Event::value));
    write(
        tumbling.map(r -> KillJob.windowLine(r.key(), r.start().toEpochMilli(), r.value())),
        TUMBLING,
        out);
    writeLate(tumbling.late(), TUMBLING, out);
    var sliding =
        byKey
            .window(Windows.sliding(Duration.ofMillis(SLIDING_MS), Duration.ofMillis(SLIDE_MS)))
            .allowLateness(Duration.ofMillis(ALLOWED_MS))
            .aggregate(SLIDING, Aggregates.sumLong(Event::value));
    write(
        sliding.map(r -> KillJob.windowLine(r.key(), r.start().toEpochMilli(), r.value())),
        SLIDING,
        out);
    writeLate(sliding.late(), SLIDING, out);
    var sessions =
        byKey
            .window(Windows.session(Duration.ofMillis(GAP_MS)))
            .aggregate(SESSIONS, Aggregates.sumLong(Event::value));
    write(
        sessions.map(
            r -> sessionLine(r.key(), r.start().toEpochMilli(), r.end().toEpochMilli(), r.value())),
        SESSIONS,
        out);
    writeLate(sessions.late(), SESSIONS, out);
    var pairs =
        events
            .filter(KillJob::isLeft)
            .keyBy(Event::key)
            .join(PAIRS, events.filter(event -> !KillJob.isLeft(event)).keyBy(Event::key))
            .within(Duration.ofMillis(-JOIN_MS), Duration.ofMillis(JOIN_MS))
            .inner((left, right) -> new KillJob.Pair(left.id(), right.id()));
    write(pairs.map(pair -> KillJob.pairLine(pair.left(), pair.right())), PAIRS, out);
    pairs
        .late()
        .map(late -> Long.toString(((Event) late.value()).id()))
        .to(lateOf(PAIRS) + "-out", Files.lineSink(out.resolve(lateOf(PAIRS))));
    return pipeline;
  }

  private static void write(Stream<String> lines, String operator, Path out) {
    lines.to(operator + "-out", Files.lineSink(out.resolve(operator)));
  }

  private static void writeLate(Stream<Late<Event>> late, String operator, Path out) {
    late.map(event -> Long.toString(event.value().id()))
        .to(lateOf(operator) + "-out", Files.lineSink(out.resolve(lateOf(operator))));
  }

  /** Runs the job until it ends or is killed: as a process of its own. */
  public static void main(String[] args) throws Exception {
    Arguments given = Arguments.of(args);
    DayPlan plan =
        new DayPlan(given.number("seed"), given.number("perSplit"), given.number("keys"));
    long holdMs = Long.parseLong(given.text("holdMs"));
    DaySource source =
        new DaySource(plan, given.number("rate"), holdMs == 0 ? -1 : plan.numberAt(holdMs));
    PhaseFile phase = PhaseFile.open(given.path("phase"));
    EngineOptions options =
        EngineOptions.DEFAULT
            .parallelism(given.number("parallelism"))
            .stateBackend(given.text("backend"))
            .checkpoints(
                CheckpointOptions.into(
                    given.path("dir").resolve("checkpoints"), Duration.ofMillis(100)));
    try (Job job =
        Engine.local().options(options).start(pipeline(source, given.path("dir").resolve("out")))) {
      phase.phase(PhaseFile.Phase.RUNNING);
      if (!watch(job, source, holdMs, phase)) {
        System.exit(STUCK);
      }
      report(job.join(), source, given.path("dir").resolve("report"));
    }
    phase.phase(PhaseFile.Phase.FINISHED);
  }

  /** Lets the silent split come back when its time is there; false if the job stands still. */
  private static boolean watch(Job job, DaySource source, long holdMs, PhaseFile phase)
      throws InterruptedException {
    long given = -1;
    long since = System.nanoTime();
    while (!job.status().over()) {
      long reached = reached(job.report());
      if (reached >= DayPlan.overtakenMs()) {
        source.overtaken();
      }
      // The others stand still at that time, less how far they are apart and out of order.
      boolean holds = holdMs > 0 && source.silent();
      if (holds && reached >= holdMs - 4 * DayPlan.BOUND_MS) {
        job.checkpoint();
        phase.stalled(true);
        TimeUnit.DAYS.sleep(1);
      }
      if (source.given() != given) {
        given = source.given();
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        System.out.println("nothing moves: operators are at " + reached + "\n" + job.explain());
        System.out.println(job.report().text());
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return true;
  }

  /** What time all operators know it is; nothing while there are none, nor at the end. */
  private static long reached(JobReport report) {
    return OPERATORS.stream()
        .map(report::operator)
        .mapToLong(operator -> operator == null ? Long.MIN_VALUE : operator.watermarkMs())
        .map(watermarkMs -> watermarkMs == Long.MAX_VALUE ? Long.MIN_VALUE : watermarkMs)
        .min()
        .orElseThrow();
  }

  /**
   * Writes where the splits began, and of each operator how many came in, were taken, were late.
   */
  private static void report(JobReport report, DaySource source, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(Arrays.toString(source.startedAt()).replaceAll("[\\[\\] ]", ""));
    for (String id : OPERATORS) {
      OperatorReport operator = report.operator(id);
      if (operator == null) {
        throw new IllegalStateException("the report has no operator '" + id + "'");
      }
      lines.add(operator.in() + "," + operator.out() + "," + operator.late());
    }
    java.nio.file.Files.write(file, lines);
  }
}
