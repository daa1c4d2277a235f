package io.millrace.torture;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * So many events, and what they cost the worker that took them: its processor time, the time that
 * went by, and the gaps between one batch and the next. While a checkpoint is being written it goes
 * on beyond its end, so that all of the checkpoint falls into it.
 *
 * <p>The worker's thread measures; another one waits for {@link #done}, and then reads.
 */
final class CostPhase {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long atLeast;
  private volatile boolean writing;
  private volatile boolean done;
  private long from;
  private long events;
  private long startNanos;
  private long startCpuNanos;
  private long lastNanos;
  private long lastCpuNanos;
  private long longestCpuNanos;
  private long[] gaps = new long[1 << 12];
  private int gapCount;

  /** A phase of at least so many events. */
  CostPhase(long atLeast, boolean writing) {
    this.atLeast = atLeast;
    this.writing = writing;
  }

  /** The worker is about to give its first event. */
  void begin(long next) {
    from = next;
    startNanos = System.nanoTime();
    startCpuNanos = THREADS.getCurrentThreadCpuTime();
    lastNanos = startNanos;
    lastCpuNanos = startCpuNanos;
  }

  /** The worker has done what it was given before {@code next}; true if the phase is over. */
  boolean polled(long next) {
    long now = System.nanoTime();
    long cpu = THREADS.getCurrentThreadCpuTime();
    longestCpuNanos = Math.max(longestCpuNanos, cpu - lastCpuNanos);
    if (gapCount == gaps.length) {
      gaps = Arrays.copyOf(gaps, 2 * gapCount);
    }
    gaps[gapCount++] = now - lastNanos;
    lastNanos = now;
    lastCpuNanos = cpu;
    events = next - from;
    if (events < atLeast || writing) {
      return false;
    }
    done = true;
    return true;
  }

  /** The checkpoint is complete. */
  void written() {
    writing = false;
  }

  boolean done() {
    return done;
  }

  long events() {
    return events;
  }

  /** The worker's processor time, nanoseconds. */
  double cpuNanos() {
    return lastCpuNanos - startCpuNanos;
  }

  /** What went by on the clock, nanoseconds. */
  double wallNanos() {
    return lastNanos - startNanos;
  }

  /** The most processor time between two batches: what the engine itself makes the worker wait. */
  double longestCpuMs() {
    return longestCpuNanos / 1e6;
  }

  /** The longest time between two batches, whoever had the processor. */
  double longestWallMs() {
    return wallMs(1);
  }

  /** A quantile of the times between two batches. */
  double wallMs(double quantile) {
    long[] sorted = Arrays.copyOf(gaps, gapCount);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(gapCount - 1L, Math.round(quantile * gapCount))] / 1e6;
  }
}
