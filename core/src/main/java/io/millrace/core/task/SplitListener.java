package io.millrace.core.task;

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

  /** The split has no more events. */
  void splitEnded(int split);
}
