package io.millrace.core.task;

/** Where a task's events come from: a source or other tasks. Single-threaded. */
interface Input {
  /** Reads a bounded piece and passes it on; true if there was anything. */
  boolean step();

  /** True if nothing more will come. */
  boolean ended();

  /** The task cannot take events for a while, or can again. */
  default void paused(boolean paused) {}

  /** Lets go of everything. */
  default void close() {}
}
