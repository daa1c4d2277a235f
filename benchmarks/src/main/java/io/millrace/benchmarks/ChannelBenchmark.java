package io.millrace.benchmarks;

import io.millrace.core.exchange.Channel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to hand a slot of a channel over, batch or mark alike: with both ends on one
 * thread, and from thread to thread?
 *
 * <p>An operation is one slot. That every mark arrives, once and in order, is checked as it is
 * timed.
 *
 * <pre>bin/bench ChannelBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ChannelBenchmark.SLOTS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChannelBenchmark {
  /** Slots handed over in an invocation. */
  public static final int SLOTS = 1 << 18;

  private static final int CAPACITY = 64;

  /** For JMH. */
  public ChannelBenchmark() {}

  private static boolean put(Channel channel, long value) {
    Channel.Slot slot = channel.claim();
    if (slot == null) {
      return false;
    }
    slot.mark(Channel.Kind.WATERMARK, value);
    channel.publish();
    return true;
  }

  private static boolean take(Channel channel, long expected) {
    Channel.Slot slot = channel.peek();
    if (slot == null) {
      return false;
    }
    if (slot.value() != expected) {
      throw new IllegalStateException("mark " + slot.value() + " came in place of " + expected);
    }
    channel.release();
    return true;
  }

  /** One thread has both ends. */
  @Benchmark
  public long oneThread() {
    Channel channel = new Channel(CAPACITY);
    for (long i = 0; i < SLOTS; i++) {
      if (!put(channel, i) || !take(channel, i)) {
        throw new IllegalStateException("slot " + i + " was not there");
      }
    }
    return SLOTS;
  }

  /** Each end has a thread of its own. */
  @Benchmark
  public long twoThreads() throws InterruptedException {
    Channel channel = new Channel(CAPACITY);
    Thread producer =
        new Thread(
            () -> {
              for (long i = 0; i < SLOTS; i++) {
                while (!put(channel, i)) {
                  Thread.onSpinWait();
                }
              }
            });
    producer.start();
    for (long i = 0; i < SLOTS; i++) {
      while (!take(channel, i)) {
        Thread.onSpinWait();
      }
    }
    producer.join();
    return SLOTS;
  }
}
