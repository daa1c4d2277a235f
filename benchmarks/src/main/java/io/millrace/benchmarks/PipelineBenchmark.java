package io.millrace.benchmarks;

import io.millrace.api.engine.Engine;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.Tick;
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
 * What does an event cost from source to sink, with one worker, next to a loop written by hand on
 * the same objects?
 *
 * <p>An operation is one event; an invocation is a whole job over {@link Workload#EVENTS} events,
 * its start and its end included. Both programs must give the same results before either is timed.
 *
 * <pre>bin/bench PipelineBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Workload.EVENTS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+UseParallelGC"})
public class PipelineBenchmark {
  /** The windows. */
  @Param({"TUMBLING", "SLIDING", "SESSION"})
  public Workload workload = Workload.TUMBLING;

  /** How many different keys. */
  @Param({"100", "10000", "1000000"})
  public int keys;

  private final Checksum out = new Checksum();
  private Tick[] ticks = {};

  /** For JMH. */
  public PipelineBenchmark() {}

  /** Makes the events and compares the answers. */
  @Setup(Level.Trial)
  public void verify() {
    ticks = workload.ticks(Workload.EVENTS, keys, 1);
    Checksum other = new Checksum();
    workload.byHand().run(ticks, other);
    engine();
    out.mustEqual(other, workload + " with " + keys + " keys");
  }

  /** A job of the engine, through the public interface. */
  @Benchmark
  public long engine() {
    out.clear();
    Engine.local().run(workload.pipeline(ticks, out));
    return out.results();
  }

  /** The loop by hand. */
  @Benchmark
  public long byHand() {
    out.clear();
    workload.byHand().run(ticks, out);
    return out.results();
  }
}
