package io.millrace.torture;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Source;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.connector.files.Files;
import io.millrace.windowing.Windows;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The job that is killed: windows with late events, an interval join, and keyed state with timers,
 * each written to files.
 */
public final class KillJob {
  static final long WINDOW_MS = 1_000;
  static final long JOIN_MS = 20;
  private static final long END_MS = 4_000_000_000_000L;

  private KillJob() {}

  static boolean isLeft(Event event) {
    return event.id() % 3 == 0;
  }

  static String windowLine(String key, long startMs, long sum) {
    return key + "," + startMs + "," + sum;
  }

  static String pairLine(long left, long right) {
    return left + "," + right;
  }

  static String totalLine(String key, long count, long sum) {
    return key + "," + count + "," + sum;
  }

  /** Two events with one key, close to each other in time. */
  record Pair(long left, long right) {}

  /** All events of a key. */
  record Total(String key, long count, long sum) {}

  /** Adds up the events of each key and tells once, at the end of time. */
  public static final class Totals implements Handler<String, Event, Total> {
    private ValueState<Long> count = missing();
    private ValueState<Long> sum = missing();

    /** For the engine. */
    public Totals() {}

    @SuppressWarnings("NullAway") // set in open, before anything else is called
    private static <T> ValueState<T> missing() {
      return null;
    }

    @Override
    public void open(StateAccess state) {
      count = state.value(StateSpec.value("count", Long.class));
      sum = state.value(StateSpec.value("sum", Long.class));
    }

    @Override
    public void onEvent(Event event, HandlerContext<String> context, Output<Total> out) {
      count.set(or0(count.get()) + 1);
      sum.set(or0(sum.get()) + event.value());
      context.timer("end", io.millrace.api.time.TimeDomain.EVENT, END_MS);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<Total> out) {
      out.emit(new Total(context.key(), or0(count.get()), or0(sum.get())), context.timeMs());
    }

    private static long or0(@org.jspecify.annotations.Nullable Long value) {
      return value == null ? 0 : value;
    }
  }

  /** The pipeline over a plan, writing below {@code out}. */
  static Pipeline pipeline(EventPlan plan, long perSecond, Path out) {
    return pipeline(new PacedSource(plan, perSecond), out);
  }

  /** The pipeline over a source of such events, writing below {@code out}. */
  static Pipeline pipeline(Source<Event> source, Path out) {
    Pipeline pipeline = Pipeline.create("torture");
    Stream<Event> events =
        pipeline
            .from("events", source)
            .eventTimeMillis(
                Event::timeMs, Watermarks.bounded(Duration.ofMillis(EventPlan.BOUND_MS)));
    var sums =
        events
            .keyBy(Event::key)
            .window(Windows.tumbling(Duration.ofMillis(WINDOW_MS)))
            .aggregate("sums", Aggregates.sumLong(Event::value));
    sums.map(r -> windowLine(r.key(), r.start().toEpochMilli(), r.value()))
        .to("windows", Files.lineSink(out.resolve("windows")));
    sums.late()
        .map(late -> Long.toString(late.value().id()))
        .to("late", Files.lineSink(out.resolve("late")));
    events
        .filter(KillJob::isLeft)
        .keyBy(Event::key)
        .join("pairs", events.filter(event -> !isLeft(event)).keyBy(Event::key))
        .within(Duration.ZERO, Duration.ofMillis(JOIN_MS))
        .inner((left, right) -> new Pair(left.id(), right.id()))
        .map(pair -> pairLine(pair.left(), pair.right()))
        .to("pairs-out", Files.lineSink(out.resolve("pairs")));
    events
        .keyBy(Event::key)
        .process("totals", Totals::new)
        .map(total -> totalLine(total.key(), total.count(), total.sum()))
        .to("totals-out", Files.lineSink(out.resolve("totals")));
    return pipeline;
  }

  /** Runs the job until it ends or is killed: as a process of its own. */
  public static void main(String[] args) {
    Arguments given = Arguments.of(args);
    EventPlan plan = given.plan();
    Environment environment =
        new PhasedEnvironment(SystemWorld.environment(), given.path("phase"), given.text("stall"));
    CheckpointOptions checkpoints =
        CheckpointOptions.into(
            given.path("dir").resolve("checkpoints"), Duration.ofMillis(given.number("interval")));
    EngineOptions options =
        EngineOptions.DEFAULT
            .parallelism(given.number("parallelism"))
            .stateBackend(given.text("backend"))
            .environment(environment)
            .checkpoints(given.flag("takeOver") ? checkpoints.takeOver() : checkpoints);
    Pipeline pipeline = pipeline(plan, given.number("rate"), given.path("dir").resolve("out"));
    try (Job job = Engine.local().options(options).start(pipeline)) {
      ((PhasedEnvironment) environment).running();
      job.join();
    }
    ((PhasedEnvironment) environment).finished();
  }
}
