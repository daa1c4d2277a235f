package io.millrace.benchmarks;

import com.sun.management.ThreadMXBean;
import io.millrace.api.engine.Engine;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.Tick;
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
 * <p>Bytes per event come from two runs with the same windows, keys and results; in one of them
 * each event comes twice as often. What is left of the difference is the events' own.
 *
 * <pre>bin/bench ratio [tumbling|sliding|session] [keys] [rounds]</pre>
 */
public final class Ratio {
  /** The build fails below; well below what is usual, as machines differ and are shared. */
  private static final double RATIO_MIN = 0.6;

  private static final double BYTES_PER_EVENT_MAX = 0.05;
  private static final int WARM_UPS = 4;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Workload workload;
  private final int keys;
  private final Tick[] ticks;
  private final Checksum byHand = new Checksum();
  private final Checksum byEngine = new Checksum();
  private double medianRatio;
  private double bytes;

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
    Ratio ratio = new Ratio(workload, keys);
    ratio.measure(rounds);
    if (args.length == 0 && !ratio.within()) {
      System.exit(1);
    }
  }

  private void measure(int rounds) {
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
    medianRatio = median(ratios);
    bytes = bytesPerEvent();
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
        medianRatio,
        Arrays.stream(ratios).min().orElse(0),
        Arrays.stream(ratios).max().orElse(0),
        bytes);
  }

  private boolean within() {
    boolean fast = medianRatio >= RATIO_MIN;
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
          "FAILED: at most %.2f bytes per event are allowed. Look for boxes and objects made for"
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

  /**
   * Few events, each 128 times and then 256 times in a row: the same windows, keys and results from
   * twice as many events. (Fewer would not do: numbers up to 127 have boxes that are there already,
   * so results would weigh less.)
   */
  private double bytesPerEvent() {
    int copies = 128;
    Tick[] few = workload.ticks(Workload.EVENTS / copies * 2, keys, copies / 2);
    Tick[] events = repeated(few, copies);
    Tick[] twice = repeated(few, 2 * copies);
    engine(events);
    long start = allocated();
    engine(events);
    long once = allocated() - start;
    long results = byEngine.results();
    engine(twice);
    start = allocated();
    engine(twice);
    long all = allocated() - start;
    byHand.clear();
    workload.byHand().run(twice, byHand);
    byEngine.mustEqual(byHand, workload + " with each event many times");
    if (byEngine.results() != results) {
      throw new IllegalStateException("the number of results depends on how often an event comes.");
    }
    return Math.max(0.0, (double) (all - once) / (twice.length - events.length));
  }

  private static Tick[] repeated(Tick[] events, int times) {
    Tick[] all = new Tick[events.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = events[i / times];
    }
    return all;
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
