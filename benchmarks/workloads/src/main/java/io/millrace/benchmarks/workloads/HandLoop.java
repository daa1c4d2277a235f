package io.millrace.benchmarks.workloads;

/**
 * A pipeline written by hand for one thread: a row at a time over primitive maps, without an
 * engine, state that survives, or marks. Windows close by the engine's rule: the watermark is the
 * largest time so far, less the bound, less 1; an event counts in the windows that were open just
 * before it. So the answers are equal.
 */
public interface HandLoop {
  /** How far events may be behind the largest time, milliseconds. */
  long BOUND_MS = 1000;

  /** Runs over all events once, with fresh state. */
  void run(Tick[] ticks, Checksum out);
}
