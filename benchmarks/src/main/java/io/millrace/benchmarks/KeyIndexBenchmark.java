package io.millrace.benchmarks;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codecs;
import io.millrace.benchmarks.workloads.Tick;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.state.memory.MemoryStateBackendProvider;
import java.util.HashMap;
import java.util.Map;
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
 * What does it cost to find the slot of a key that is known, a batch at a time?
 *
 * <p>An operation is one key; keys come in random order. The slots must agree with a hash map
 * before they are timed.
 *
 * <pre>bin/bench KeyIndexBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KeyIndexBenchmark.LOOKUPS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
public class KeyIndexBenchmark {
  /** Look-ups in an invocation. */
  public static final int LOOKUPS = 1 << 20;

  private static final int BATCH = 1024;

  /** How many different keys. */
  @Param({"100", "10000", "1000000"})
  public int keys;

  private final long[] longKeys = new long[LOOKUPS];
  private final String[] stringKeys = new String[LOOKUPS];
  private final long[] longBatch = new long[BATCH];
  private final Object[] stringBatch = new Object[BATCH];
  private final int[] slots = new int[BATCH];
  private KeyIndex longs = open(true).keys();
  private KeyIndex strings = open(false).keys();

  /** For JMH. */
  public KeyIndexBenchmark() {}

  private static KeyedStateStore open(boolean longKeys) {
    return new MemoryStateBackendProvider()
        .create(BackendContext.of(SystemEnvironment.create()))
        .open(
            new StoreSpec(
                "benchmark",
                0,
                KeyGroupRange.of(0, 1, 128),
                longKeys,
                Codecs.derive(longKeys ? Long.class : String.class, "a key")));
  }

  /** Makes the keys, puts them all in and compares slots. */
  @Setup(Level.Trial)
  public void verify() {
    Tick[] ticks = Workload.TUMBLING.ticks(LOOKUPS, keys, 1);
    for (int i = 0; i < LOOKUPS; i++) {
      longKeys[i] = ticks[i].key();
      stringKeys[i] = "sensor-" + ticks[i].key();
    }
    longs = open(true).keys();
    strings = open(false).keys();
    for (int round = 0; round < 2; round++) {
      Map<Object, Integer> known = new HashMap<>();
      for (int from = 0; from < LOOKUPS; from += BATCH) {
        resolveLongs(from);
        check(known, longKeys, null, from);
        resolveStrings(from);
        check(known, null, stringKeys, from);
      }
    }
  }

  private void check(
      Map<Object, Integer> known,
      long @org.jspecify.annotations.Nullable [] ofLongs,
      String @org.jspecify.annotations.Nullable [] ofStrings,
      int from) {
    for (int i = 0; i < BATCH; i++) {
      Object key =
          ofLongs != null
              ? (Object) ofLongs[from + i]
              : ofStrings == null ? "" : ofStrings[from + i];
      Integer before = known.putIfAbsent(key, slots[i]);
      if (before != null && before != slots[i]) {
        throw new IllegalStateException("a key had slot " + before + " and now has " + slots[i]);
      }
    }
  }

  private void resolveLongs(int from) {
    System.arraycopy(longKeys, from, longBatch, 0, BATCH);
    longs.resolve(longBatch, BATCH, slots);
  }

  private void resolveStrings(int from) {
    System.arraycopy(stringKeys, from, stringBatch, 0, BATCH);
    strings.resolve(stringBatch, BATCH, slots);
  }

  /** Keys that are longs. */
  @Benchmark
  public int longs() {
    int sum = 0;
    for (int from = 0; from < LOOKUPS; from += BATCH) {
      resolveLongs(from);
      sum += slots[from & (BATCH - 1)];
    }
    return sum;
  }

  /** Keys that are strings whose hash is known. */
  @Benchmark
  public int strings() {
    int sum = 0;
    for (int from = 0; from < LOOKUPS; from += BATCH) {
      resolveStrings(from);
      sum += slots[from & (BATCH - 1)];
    }
    return sum;
  }
}
