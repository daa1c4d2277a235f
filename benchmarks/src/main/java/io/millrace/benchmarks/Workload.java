package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.Windows;
import java.time.Duration;

/** What is measured: windows, the events for them, and the same by hand. */
public enum Workload {
  /** One second, one after the other; two million events a second. */
  TUMBLING(500) {
    @Override
    HandLoop byHand() {
      return new HandTumbling();
    }

    @Override
    WindowAssigner<Object> windows() {
      return Windows.tumbling(Duration.ofSeconds(1));
    }
  },
  /** Ten seconds, every second; two hundred thousand events a second. */
  SLIDING(5_000) {
    @Override
    HandLoop byHand() {
      return new HandSliding();
    }

    @Override
    WindowAssigner<Object> windows() {
      return Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(1));
    }
  },
  /**
   * Until a key is silent for 30 seconds. Half of the keys are active in one minute, the others in
   * the next.
   */
  SESSION(30_000) {
    @Override
    HandLoop byHand() {
      return new HandSession();
    }

    @Override
    WindowAssigner<Object> windows() {
      return Windows.session(Duration.ofSeconds(30));
    }

    @Override
    long key(long number, long random, int keys, long timeMs) {
      long half = keys / 2;
      // In turn, so that an active key never falls silent; the step spreads neighbours.
      return 2 * (number * 7919 % half) + (timeMs / 60_000 & 1);
    }
  };

  /** The events of a ring. */
  public static final int EVENTS = 8_000_000;

  private static final long FIRST_MS = 1_000_000_020_000L;
  private static final long DISORDER_MS = 1000;
  private static final long LATE_MS = 2000;

  private final long nanosApart;

  Workload(long nanosApart) {
    this.nanosApart = nanosApart;
  }

  abstract WindowAssigner<Object> windows();

  long key(long number, long random, int keys, long timeMs) {
    return Long.remainderUnsigned(random, keys);
  }

  /** The same by hand. */
  abstract HandLoop byHand();

  /**
   * Events out of order by up to a second; one in a hundred comes one to three seconds late, behind
   * the watermark. Always the same for the same arguments. With {@code apart} 1 they come at the
   * rate of this workload, with 2 at half of it, and so on.
   */
  Tick[] ticks(int events, int keys, int apart) {
    Tick[] ticks = new Tick[events];
    long state = 42;
    for (int i = 0; i < events; i++) {
      state += 0x9E3779B97F4A7C15L;
      long random = mix(state);
      long now = FIRST_MS + i * nanosApart * apart / 1_000_000;
      long behind = Long.remainderUnsigned(random >>> 7, DISORDER_MS + 1);
      if (Long.remainderUnsigned(random >>> 20, 100) == 0) {
        behind = DISORDER_MS + Long.remainderUnsigned(random >>> 30, LATE_MS);
      }
      long value = random & 1023;
      ticks[i] = new Tick(key(i, mix(random), keys, now), value, now - behind);
    }
    return ticks;
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3, as in SplitMix64. */
  private static long mix(long x) {
    long z = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** The pipeline a user would write. */
  Pipeline pipeline(Tick[] ticks, Checksum out) {
    Pipeline pipeline = Pipeline.create("benchmark");
    Stream<WindowResult<Long, CountSum>> totals =
        pipeline
            .from("ticks", new RingSource(ticks))
            .eventTimeMillis(Tick::timeMs, Watermarks.bounded(Duration.ofMillis(HandLoop.BOUND_MS)))
            .keyBy(Tick::key)
            .window(windows())
            .aggregate(
                "totals",
                Aggregates.both(
                    Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new));
    totals.to("out", out);
    return pipeline;
  }
}
