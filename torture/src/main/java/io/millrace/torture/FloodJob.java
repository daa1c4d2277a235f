package io.millrace.torture;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A source that offers ten times what the sink takes, and two kibibytes of state for each key. */
public final class FloodJob {
  /** How many times more the source offers than the sink takes. */
  static final int SLOWDOWN = 10;

  /** What the state of one key weighs at least, bytes. */
  static final int STATE_BYTES = 2 << 10;

  /** How much longer it may take until there is as much state as there has to be. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  private FloodJob() {}

  /** Keeps a text for each key that is like no other. */
  public static final class Keeper implements Handler<String, Event, Long> {
    private static final AtomicLong KEYS = new AtomicLong();
    private ValueState<String> text = missing();

    /** For the engine. */
    public Keeper() {}

    @SuppressWarnings("NullAway") // set in open, before anything else is called
    private static <T> ValueState<T> missing() {
      return null;
    }

    @Override
    public void open(StateAccess state) {
      text = state.value(StateSpec.value("text", String.class));
    }

    @Override
    public void onEvent(Event event, HandlerContext<String> context, Output<Long> out) {
      String before = text.get();
      if (before == null) {
        KEYS.incrementAndGet();
      }
      byte[] bytes = new byte[STATE_BYTES];
      new Random(event.id() + (before == null ? 0 : before.charAt(0))).nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('!' + (bytes[i] & 63));
      }
      text.set(new String(bytes, StandardCharsets.US_ASCII));
      out.emit(event.id(), event.timeMs());
    }
  }

  /**
   * Floods for a while, and until there is as much state as is wanted, and writes what it has seen:
   * as a process of its own.
   */
  public static void main(String[] args) throws Exception {
    Arguments given = Arguments.of(args);
    int workers = given.number("parallelism");
    long sinkPerSecond = given.number("rate");
    EventPlan plan = given.plan();
    SlowSink<Long> sink = new SlowSink<>(sinkPerSecond / workers);
    AtomicLong taken = new AtomicLong();
    Pipeline pipeline = Pipeline.create("flood");
    pipeline
        .from("events", new PacedSource(plan, sinkPerSecond * SLOWDOWN / plan.splits()))
        .peek(event -> taken.incrementAndGet())
        .keyBy(Event::key)
        .process("keeper", Keeper::new)
        .to("slow", sink);
    EngineOptions options =
        EngineOptions.DEFAULT
            .parallelism(workers)
            .stateBackend(given.text("backend"))
            .stateMemoryBytes((long) given.number("budgetMiB") << 20)
            .checkpoints(
                CheckpointOptions.into(
                    given.path("dir").resolve("checkpoints"), Duration.ofSeconds(2)));
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(given.number("seconds"));
    long wantedKeys = ((long) given.number("stateMiB") << 20) / STATE_BYTES;
    long inFlight = 0;
    try (Job job = Engine.local().options(options).start(pipeline)) {
      while (goesOn(end, wantedKeys) && !job.status().over()) {
        // In this order: what is written meanwhile makes it smaller, never larger.
        long in = taken.get();
        inFlight = Math.max(inFlight, in - sink.written());
        TimeUnit.MILLISECONDS.sleep(5);
      }
      if (job.status().over()) {
        job.join(); // says why
      }
      long offered = (System.nanoTime() - start) * sinkPerSecond * SLOWDOWN / 1_000_000_000L;
      long state = Keeper.KEYS.get() * STATE_BYTES;
      Files.write(
          given.path("dir").resolve("counts"),
          Stream.of(inFlight, sink.written(), offered, state).map(String::valueOf).toList());
    }
  }

  private static boolean goesOn(long end, long wantedKeys) {
    long over = System.nanoTime() - end;
    return over < 0 || (Keeper.KEYS.get() < wantedKeys && over < PATIENCE_NANOS);
  }
}
