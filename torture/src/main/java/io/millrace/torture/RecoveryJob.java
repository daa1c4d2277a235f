package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.Pipeline;
import io.millrace.connector.files.Files;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The job that is to be back soon: it keeps something for each of many keys, and then counts the
 * events of some of them, a few thousand a second, and writes a line for each.
 */
public final class RecoveryJob {
  /** Text kept for each key. */
  private static final int TEXT = 256;

  private static final int PER_SECOND = 2_000;
  private static final int HOT = 8_192;

  private RecoveryJob() {}

  /** One that fills the state, and then goes on; for {@code life} see {@link Line}. */
  static Job start(Path dir, String backend, int keys, int life, Duration interval) {
    Pipeline pipeline = Pipeline.create("recovery");
    pipeline
        .from("steps", new Steps(keys))
        .keyBy(Step::key)
        .process("counts", () -> new Counts(keys, life))
        .map(Line::text)
        .to("lines", Files.lineSink(dir.resolve("out")));
    EngineOptions options =
        EngineOptions.DEFAULT
            .stateBackend(backend)
            .checkpoints(CheckpointOptions.into(dir.resolve("checkpoints"), interval));
    return Engine.local().options(options).start(pipeline);
  }

  /** Goes on from where the last process was killed, until this one is. */
  public static void main(String[] args) {
    Arguments given = Arguments.of(args);
    try (Job job =
        start(
            given.path("dir"),
            given.text("backend"),
            given.number("keys"),
            given.number("life"),
            Duration.ofMillis(given.number("interval")))) {
      job.join();
    }
  }

  /** The key of an event: first each key once, then some of them at random. */
  static int key(long event, int keys) {
    return event < keys ? (int) event : new SplittableRandom(event).nextInt(Math.min(keys, HOT));
  }

  /** An event. */
  record Step(long number, long key) {}

  /** What is kept for a key. */
  record Kept(long count, String text) {}

  /**
   * What is written.
   *
   * @param life the process that has written it, counted from 0
   * @param event the event's number
   * @param count of how many of its key
   */
  record Line(int life, long event, long count) {
    String text() {
      return life + "," + event + "," + count;
    }

    static Line of(String text) {
      String[] parts = text.split(",", -1);
      return new Line(
          Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
  }

  private static final class Counts implements Handler<Long, Step, Line> {
    private final int keys;
    private final int life;
    private ValueState<Kept> kept = missing();

    Counts(int keys, int life) {
      this.keys = keys;
      this.life = life;
    }

    @SuppressWarnings("NullAway") // set in open, before anything else is called
    private static <T> ValueState<T> missing() {
      return null;
    }

    @Override
    public void open(StateAccess state) {
      kept = state.value(StateSpec.value("kept", Kept.class));
    }

    @Override
    public void onEvent(Step step, HandlerContext<Long> context, Output<Line> out) {
      Kept before = kept.get();
      Kept now =
          before == null
              ? new Kept(1, text(step.number()))
              : new Kept(before.count() + 1, before.text());
      kept.set(now);
      if (step.number() >= keys) {
        out.emit(new Line(life, step.number(), now.count()), 0);
      }
    }

    private static String text(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder(TEXT);
      while (text.length() < TEXT) {
        text.append((char) (' ' + random.nextInt(95)));
      }
      return text.toString();
    }
  }

  /** Fills the state as fast as it can, and keeps to a pace from then on; never ends. */
  private record Steps(int keys) implements Source<Step> {
    @Override
    public Type type() {
      return Step.class;
    }

    @Override
    public List<Split> splits(SourceContext context) {
      return List.of(new Split("0"));
    }

    @Override
    public SplitReader<Step> open(SplitPosition position, SourceContext context) {
      return new Reader(position, context);
    }

    @Override
    public boolean bounded() {
      return false;
    }

    @Override
    public boolean replayable() {
      return true;
    }

    private final class Reader implements SplitReader<Step> {
      private final Split split;
      private final SourceContext context;
      private final long startNanos;
      private final long from;
      private long next;

      Reader(SplitPosition position, SourceContext context) {
        this.split = position.split();
        this.context = context;
        this.startNanos = context.environment().time().monotonicNanos();
        this.next = position.offset();
        this.from = Math.max(next, keys);
      }

      @Override
      public Status poll(SplitSink<? super Step> sink, int limit) {
        long elapsed = context.environment().time().monotonicNanos() - startNanos;
        long allowed = next < keys ? keys : from + elapsed / (1_000_000_000 / PER_SECOND);
        long to = Math.min(next + limit, allowed);
        while (next < to) {
          sink.event(new Step(next, key(next, keys)));
          next++;
        }
        return next < keys ? Status.MORE : Status.WAIT;
      }

      @Override
      public SplitPosition position() {
        return new SplitPosition(split, next, next);
      }

      @Override
      public void close() {}
    }
  }
}
