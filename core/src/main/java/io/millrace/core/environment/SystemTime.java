package io.millrace.core.environment;

import io.millrace.api.environment.TimeSource;

/** The clocks of this machine. */
final class SystemTime implements TimeSource {
  private static final long START = System.nanoTime();

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime() - START;
  }
}
