package io.millrace.benchmarks.workloads;

import java.util.SplittableRandom;

/**
 * Makes events: out of order by up to a second; one in a hundred comes one to three seconds late,
 * behind the watermark. Always the same for the same arguments. Stateless.
 */
public final class Ticks {
  /** The time of the first event. */
  public static final long FIRST_MS = 1_000_000_020_000L;

  private static final long DISORDER_MS = 1000;
  private static final long LATE_MS = 2000;
  private static final int PREFIX_KEYS = 100;

  private Ticks() {}

  /** Which key an event has. */
  public interface KeyRule {
    /**
     * The key.
     *
     * @param number the event's number
     * @param random its own random bits
     * @param timeMs when it comes
     */
    long key(long number, long random, long timeMs);
  }

  /** Keys drawn alike. */
  public static KeyRule uniform(int keys) {
    return (number, random, timeMs) -> Long.remainderUnsigned(random, keys);
  }

  /**
   * Half of the keys are active in one minute, the others in the next; active keys in turn, so that
   * none falls silent; the step spreads neighbours.
   */
  public static KeyRule alternating(int keys) {
    long half = keys / 2;
    return (number, random, timeMs) -> 2 * (number * 7919 % half) + (timeMs / 60_000 & 1);
  }

  /** Keys by Zipf's law with exponent 0.99, spread over their range. */
  static KeyRule zipf(int keys) {
    Zipf zipf = new Zipf(keys, 0.99);
    return (number, random, timeMs) -> {
      double unit = (random >>> 11) * 0x1.0p-53;
      return Long.remainderUnsigned(zipf.rank(unit) * 0x9E3779B97F4A7C15L, keys);
    };
  }

  /** Events of a stream that begins at {@link #FIRST_MS}. */
  public static Tick[] make(int events, long nanosApart, boolean late, KeyRule keys) {
    Tick[] ticks = new Tick[events];
    fill(ticks, 0, nanosApart, late, keys);
    return ticks;
  }

  private static void fill(Tick[] ticks, int from, long nanosApart, boolean late, KeyRule keys) {
    long state = 42;
    for (int i = from; i < ticks.length; i++) {
      state += 0x9E3779B97F4A7C15L;
      long random = mix(state);
      long number = (long) i - from;
      long now = FIRST_MS + number * nanosApart / 1_000_000;
      long behind = Long.remainderUnsigned(random >>> 7, DISORDER_MS + 1);
      if (late && Long.remainderUnsigned(random >>> 20, 100) == 0) {
        behind = DISORDER_MS + Long.remainderUnsigned(random >>> 30, LATE_MS);
      }
      long value = random & 1023;
      ticks[i] = new Tick(keys.key(number, mix(random), now), value, now - behind);
    }
  }

  /**
   * The events of a case. Sliding windows come after a prefix as long as a window, one event a
   * second over few keys, so that windows slide off their first seconds from the beginning.
   */
  static Tick[] of(Case what, int events, boolean late) {
    KeyRule keys =
        switch (what.shape()) {
          case SESSION -> alternating(what.keys());
          case STATE ->
              what.store() == Case.Store.ROCKSDB_ZIPF ? zipf(what.keys()) : uniform(what.keys());
          default -> uniform(what.keys());
        };
    boolean sliding = what.shape() == Shape.SLIDING_SUM || what.shape() == Shape.SLIDING_MAX;
    int prefix = sliding ? (int) Math.min(events / 2, what.sizeMs() / 1000) : 0;
    Tick[] ticks = new Tick[events];
    for (int i = 0; i < prefix; i++) {
      long timeMs = FIRST_MS - what.sizeMs() + i * 1000L;
      ticks[i] = new Tick(i % PREFIX_KEYS, i & 1023, timeMs);
    }
    fill(ticks, prefix, what.nanosApart(), late, keys);
    return ticks;
  }

  /** The same with texts for keys. */
  static NamedTick[] named(Tick[] ticks, int keys) {
    String[] names = new String[keys];
    for (int i = 0; i < keys; i++) {
      names[i] = "sensor-" + i;
    }
    NamedTick[] named = new NamedTick[ticks.length];
    for (int i = 0; i < ticks.length; i++) {
      named[i] = new NamedTick(names[(int) ticks[i].key()], ticks[i].value(), ticks[i].timeMs());
    }
    return named;
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3, as in {@link SplittableRandom}. */
  static long mix(long x) {
    long z = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Gray et al., Quickly Generating Billion-Record Synthetic Databases, SIGMOD 1994. */
  private static final class Zipf {
    private final int keys;
    private final double theta;
    private final double zeta;
    private final double alpha;
    private final double eta;

    Zipf(int keys, double theta) {
      this.keys = keys;
      this.theta = theta;
      double sum = 0;
      for (int i = 1; i <= keys; i++) {
        sum += 1 / Math.pow(i, theta);
      }
      zeta = sum;
      alpha = 1 / (1 - theta);
      double zeta2 = 1 + Math.pow(0.5, theta);
      eta = (1 - Math.pow(2.0 / keys, 1 - theta)) / (1 - zeta2 / zeta);
    }

    long rank(double unit) {
      double scaled = unit * zeta;
      if (scaled < 1) {
        return 0;
      }
      if (scaled < 1 + Math.pow(0.5, theta)) {
        return 1;
      }
      return Math.min(keys - 1, (long) (keys * Math.pow(eta * unit - eta + 1, alpha)));
    }
  }
}
