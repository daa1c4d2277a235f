package io.millrace.api.environment;

import org.jspecify.annotations.Nullable;

/**
 * Everything the engine may ask of the outside world. Operators, tasks, sources and sinks reach
 * clocks, threads and files through it and in no other way; a simulation that owns the environment
 * owns the whole run. Thread-safe.
 */
public interface Environment {
  /** The clocks. */
  TimeSource time();

  /** The threads. */
  Threads threads();

  /** The files. */
  FileAccess files();

  /** The process this is, for messages that name it. */
  default ProcessIdentity process() {
    return ProcessIdentity.UNKNOWN;
  }

  /** Who goes next in a job that its caller steps; null for each in turn. Asked once a run. */
  default @Nullable StepOrder stepOrder() {
    return null;
  }
}
