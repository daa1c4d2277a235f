package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.CountSum;
import io.millrace.benchmarks.workloads.HandLoop;
import io.millrace.benchmarks.workloads.Tick;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.state.memory.MemoryStateBackendProvider;
import io.millrace.windowing.session.SessionWindowOperators;
import io.millrace.windowing.sliced.SlicedWindowOperators;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an event cost in the window operator alone, without source, event time and engine, but
 * with the look-up of its key?
 *
 * <p>An operation is one event; batches are made as the engine makes them. The results must be
 * those of the loop by hand before they are timed.
 *
 * <pre>bin/bench WindowOperatorBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(WindowOperatorBenchmark.EVENTS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+UseParallelGC"})
public class WindowOperatorBenchmark {
  /** Events in an invocation. */
  public static final int EVENTS = 4_000_000;

  /** The windows. */
  @Param({"TUMBLING", "SLIDING", "SESSION"})
  public Workload workload = Workload.TUMBLING;

  /** How many different keys. */
  @Param({"100", "10000", "1000000"})
  public int keys;

  private final Checksum out = new Checksum();
  private final Batch<Object> batch = new Batch<>();
  private final long[] batchKeys = new long[Batch.CAPACITY];
  private Tick[] ticks = {};

  /** For JMH. */
  public WindowOperatorBenchmark() {}

  /** Makes the events and compares the answers. */
  @Setup(Level.Trial)
  public void verify() {
    ticks = workload.ticks(EVENTS, keys, 1);
    Checksum other = new Checksum();
    workload.byHand().run(ticks, other);
    operator();
    out.mustEqual(other, workload + " with " + keys + " keys");
  }

  /** The operator from its opening to the end of the input. */
  @Benchmark
  public long operator() {
    out.clear();
    Context context = new Context();
    @SuppressWarnings("unchecked") // both factories say so
    BatchOperator<Object, WindowResult<Long, CountSum>> operator =
        (BatchOperator<Object, WindowResult<Long, CountSum>>) factory().create();
    operator.open(context);
    Output<WindowResult<Long, CountSum>> output =
        (result, timeMs) -> ChecksumSink.window(result, out);
    long maxTime = EventTimes.MIN;
    for (int from = 0; from < EVENTS; from += Batch.CAPACITY) {
      maxTime = fill(from, maxTime);
      context.store.keys().resolve(batchKeys, batch.size(), batch.slots());
      operator.process(batch, output);
      advance(operator, context, batch.watermark(), output);
    }
    advance(operator, context, EventTimes.MAX, output);
    operator.close();
    context.store.close();
    return out.results();
  }

  private OperatorFactory factory() {
    Aggregate<Tick, ?, CountSum> totals =
        Aggregates.both(Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new);
    return switch (workload) {
      case TUMBLING -> SlicedWindowOperators.create(1000, 1000, 0, Lateness.NONE, totals);
      case SLIDING -> SlicedWindowOperators.create(10_000, 1000, 0, Lateness.NONE, totals);
      case SESSION -> SessionWindowOperators.create(30_000, Lateness.NONE, totals);
    };
  }

  private long fill(int from, long maxBefore) {
    int to = Math.min(EVENTS, from + Batch.CAPACITY);
    batch.reset(0, from, EventTimes.MIN);
    long[] each = batch.eachWatermark();
    long max = maxBefore;
    for (int i = from; i < to; i++) {
      Tick tick = ticks[i];
      each[i - from] = watermark(max);
      max = Math.max(max, tick.timeMs());
      batchKeys[i - from] = tick.key();
      batch.append(tick, tick.timeMs());
    }
    batch.watermark(watermark(max));
    return max;
  }

  private static long watermark(long maxTime) {
    return EventTimes.minus(EventTimes.minus(maxTime, HandLoop.BOUND_MS), 1);
  }

  @SuppressWarnings("unchecked") // both operators are resumable
  private static void advance(
      BatchOperator<Object, WindowResult<Long, CountSum>> operator,
      Context context,
      long watermarkMs,
      Output<WindowResult<Long, CountSum>> output) {
    if (watermarkMs > context.watermarkMs) {
      context.watermarkMs = watermarkMs;
      operator.onWatermark(watermarkMs, output);
      Resumable<WindowResult<Long, CountSum>> rest =
          (Resumable<WindowResult<Long, CountSum>>) operator;
      while (rest.pending()) {
        rest.resume(output);
      }
      context.store.reclaim();
    }
  }

  /** What the engine would give the operator. */
  private static final class Context implements OperatorContext, OperatorMetrics {
    private final KeyedStateStore store =
        new MemoryStateBackendProvider()
            .create(BackendContext.of(SystemEnvironment.create()))
            .open(
                new StoreSpec(
                    "benchmark",
                    0,
                    KeyGroupRange.of(0, 1, KeyGroupRange.DEFAULT_GROUPS),
                    true,
                    Codecs.derive(Long.class, "a key")));
    private long watermarkMs = EventTimes.MIN;

    @Override
    public String operatorId() {
      return "benchmark";
    }

    @Override
    public int subtask() {
      return 0;
    }

    @Override
    public TimeSource time() {
      return SystemEnvironment.create().time();
    }

    @Override
    public OperatorMetrics metrics() {
      return this;
    }

    @Override
    public KeyedStateStore store() {
      return store;
    }

    @Override
    public long watermark() {
      return watermarkMs;
    }

    @Override
    public void wakeAt(long wallMs) {}

    @Override
    public <X> Output<X> side(SideOutput<X> side) {
      return (value, timeMs) -> {};
    }

    @Override
    public boolean sideRead(SideOutput<?> side) {
      return false;
    }

    @Override
    public String splitName(int split) {
      return "ring";
    }

    @Override
    public void count(Fate fate, long events) {}

    @Override
    public void inFlight(long change) {}

    @Override
    public void openWindows(long change) {}

    @Override
    public void firedWindows(long count) {}
  }
}
