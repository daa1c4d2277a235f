package io.millrace.benchmarks;

import com.sun.management.ThreadMXBean;
import io.millrace.api.engine.Engine;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Answers in half a minute: how fast is the engine next to a loop written by hand, and does it
 * allocate for events? Runs both in turn in one virtual machine, by the CPU time of the one thread
 * that both use, so that what else the machine does hits both alike. Without arguments it measures
 * tumbling windows over 10,000 keys and is a gate: it exits with 1 if the engine has become much
 * slower than it was, or allocates.
 *
 * <p>Bytes per event come from two runs with the same windows and keys, hence the same results, but
 * a different number of events: what is left of the difference is the events' own.
 *
 * <pre>bin/bench ratio [tumbling|sliding|session] [keys] [rounds]</pre>
 */
public final class Ratio {
  /** The build fails below; well below what is usual, as machines differ and are shared. */
  private static final double RATIO_MIN = 0.4;

  private static final double BYTES_PER_EVENT_MAX = 1.0;
  private static final int WARM_UPS = 4;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Workload workload;
  private final int keys;
  private final Tick[] ticks;
  private final Checksum byHand = new Checksum();
  private final Checksum byEngine = new Checksum();

  private Ratio(Workload workload, int keys) {
    this.workload = workload;
    this.keys = keys;
    this.ticks = workload.ticks(Workload.EVENTS, keys, 1);
  }

  /** Prints the figures; exits with 1 if they are out of bounds. */
  public static void main(String[] args) {
    Workload workload =
        args.length > 0 ? Workload.valueOf(args[0].toUpperCase(Locale.ROOT)) : Workload.TUMBLING;
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    boolean within = new Ratio(workload, keys).measure(rounds);
    if (args.length == 0 && !within) {
      System.exit(1);
    }
  }

  private boolean measure(int rounds) {
    for (int i = 0; i < WARM_UPS; i++) {
      hand();
      engine(ticks);
      byEngine.mustEqual(byHand, workload + " with " + keys + " keys");
    }
    double[] handNanos = new double[rounds];
    double[] engineNanos = new double[rounds];
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      handNanos[i] = nanosPerEvent(this::hand);
      engineNanos[i] = nanosPerEvent(() -> engine(ticks));
      ratios[i] = handNanos[i] / engineNanos[i];
      byEngine.mustEqual(byHand, workload + " with " + keys + " keys");
    }
    long results = byEngine.results();
    double bytes = bytesPerEvent();
    System.out.printf(
        Locale.ROOT,
        "%s, %,d keys, %,d events, %,d results, one thread, median of %d rounds%n"
            + "  by hand   %7.1f ns per event (%.1f million events/s)%n"
            + "  engine    %7.1f ns per event (%.1f million events/s)%n"
            + "  ratio     %7.2f (%.2f to %.2f)%n"
            + "  allocated %7.2f bytes per event%n",
        workload.name().toLowerCase(Locale.ROOT),
        keys,
        ticks.length,
        results,
        rounds,
        median(handNanos),
        1000 / median(handNanos),
        median(engineNanos),
        1000 / median(engineNanos),
        median(ratios),
        Arrays.stream(ratios).min().orElse(0),
        Arrays.stream(ratios).max().orElse(0),
        bytes);
    return within(median(ratios), bytes);
  }

  private static boolean within(double ratio, double bytes) {
    boolean fast = ratio >= RATIO_MIN;
    boolean lean = bytes <= BYTES_PER_EVENT_MAX;
    if (!fast) {
      System.out.printf(
          Locale.ROOT,
          "FAILED: the ratio must be %.2f or more. Profile what changed, or run again on a quiet"
              + " machine.%n",
          RATIO_MIN);
    }
    if (!lean) {
      System.out.printf(
          Locale.ROOT,
          "FAILED: at most %.1f bytes per event are allowed. Look for boxes and objects made for"
              + " each event.%n",
          BYTES_PER_EVENT_MAX);
    }
    return fast && lean;
  }

  private void hand() {
    byHand.clear();
    workload.byHand().run(ticks, byHand);
  }

  private void engine(Tick[] events) {
    byEngine.clear();
    Engine.local().run(workload.pipeline(events, byEngine));
  }

  private double bytesPerEvent() {
    int fewer = 4;
    Tick[] some = workload.ticks(Workload.EVENTS / fewer, keys, fewer);
    engine(some);
    long start = allocated();
    engine(some);
    long middle = allocated();
    engine(ticks);
    long more = allocated() - middle;
    return Math.max(0.0, (double) (more - (middle - start)) / (ticks.length - some.length));
  }

  private double nanosPerEvent(Runnable program) {
    long before = threads.getCurrentThreadCpuTime();
    program.run();
    return (double) (threads.getCurrentThreadCpuTime() - before) / ticks.length;
  }

  private long allocated() {
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
