package io.millrace.testkit;

import io.millrace.api.environment.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/** Two clocks that move when the test says so, and together. Thread-safe. */
public final class SimulatedTime implements TimeSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final AtomicLong wallMs;
  private final AtomicLong nanos = new AtomicLong();

  /** Clocks that stand at that wall time, milliseconds. */
  public SimulatedTime(long wallMs) {
    this.wallMs = new AtomicLong(wallMs);
  }

  /** Moves both clocks on. */
  public void advance(long millis) {
    wallMs.addAndGet(millis);
    nanos.addAndGet(Math.max(0, millis) * NANOS_PER_MILLI);
  }

  /**
   * Moves the wall clock to a time, which may lie in the past, as real ones may jump; the other
   * clock never goes back.
   */
  public void wall(long newWallMs) {
    advance(newWallMs - wallMs.get());
  }

  @Override
  public long wallMillis() {
    return wallMs.get();
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }
}
