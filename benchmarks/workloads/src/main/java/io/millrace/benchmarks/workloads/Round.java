package io.millrace.benchmarks.workloads;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * One run of an engine over prepared events, and its clock: from the first event that a source
 * hands over to the moment at which the last sink is done. Starting an engine's job and taking it
 * down is not in it. Thread-safe. Engines that serialise their functions find it by {@link
 * #current}, as there is one at a time in a process.
 */
public final class Round {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static volatile @Nullable Round current;

  private final Prepared prepared;
  private final Checksum checksum = new Checksum();
  private boolean started;
  private long startNanos;
  private long startCpuNanos;
  private long endNanos;
  private long endCpuNanos;
  private @Nullable Thread startThread;
  private long startThreadNanos;
  private long threadNanos;

  private Round(Prepared prepared) {
    this.prepared = prepared;
  }

  /** Begins a round, in place of the one before. */
  public static Round begin(Prepared prepared) {
    Round round = new Round(prepared);
    current = round;
    return round;
  }

  /** The round that runs. */
  public static Round current() {
    Round round = current;
    if (round == null) {
      throw new IllegalStateException("no round has begun in this process.");
    }
    return round;
  }

  /** The events. */
  public Prepared prepared() {
    return prepared;
  }

  /** A source is about to hand over its first event. The first call counts. */
  public synchronized void started() {
    if (!started) {
      started = true;
      startThread = Thread.currentThread();
      startThreadNanos = THREADS.getCurrentThreadCpuTime();
      startCpuNanos = PROCESS.getProcessCpuTime();
      startNanos = System.nanoTime();
    }
  }

  /** A sink is done and has seen that. The last call counts. */
  public synchronized void ended(Checksum seen) {
    endNanos = System.nanoTime();
    endCpuNanos = PROCESS.getProcessCpuTime();
    threadNanos =
        Thread.currentThread() == startThread
            ? THREADS.getCurrentThreadCpuTime() - startThreadNanos
            : 0;
    checksum.merge(seen);
  }

  /** What all sinks saw. */
  public synchronized Checksum checksum() {
    return checksum;
  }

  /** By the wall clock. */
  public synchronized long wallNanos() {
    return endNanos - startNanos;
  }

  /** CPU time of the whole process meanwhile: all its threads, the collector and the compiler. */
  public synchronized long cpuNanos() {
    return endCpuNanos - startCpuNanos;
  }

  /** CPU time of the one thread that did it all; 0 if there were several. */
  public synchronized long threadNanos() {
    return threadNanos;
  }
}
