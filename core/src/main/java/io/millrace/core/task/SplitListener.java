package io.millrace.core.task;

import io.millrace.api.checkpoint.Manifest;

/** Learns how splits stand at their source, before anything was filtered. */
interface SplitListener {
  /** These splits will be read. */
  void splits(int[] numbers, SplitStats[] stats);

  /** The split gave something. */
  void splitRead(int split);

  /**
   * The split was asked at that moment of the monotonic clock and had nothing; true if that made it
   * idle.
   */
  boolean splitQuiet(int split, long nowNanos);

  /** The split is not asked for a while, so its silence says nothing. */
  void splitUnasked(int split);

  /** The source itself says whether the split is idle. */
  void splitIdle(int split, boolean idle);

  /** Whose id its clocks go by in a checkpoint. */
  String nodeId();

  /** How the split's clock stands. */
  Manifest.ClockEntry clock(int split);

  /** Sets the split's clock to what it was. */
  void restoreClock(int split, Manifest.ClockEntry clock, boolean ended);

  /** The split has no more events. */
  void splitEnded(int split);
}
