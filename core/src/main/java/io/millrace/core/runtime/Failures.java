package io.millrace.core.runtime;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** Says what it means that a pipeline failed with something that does not explain itself. */
final class Failures {
  private Failures() {}

  static MillraceException of(String pipeline, Throwable cause) {
    if (cause instanceof MillraceException known) {
      return known;
    }
    if (cause instanceof OutOfMemoryError) {
      return memoryExhausted(pipeline, cause);
    }
    return new MillraceException(
        ApiError.BUG,
        "pipeline '"
            + pipeline
            + "' failed with "
            + cause.getClass().getName()
            + ", which the engine did not expect.",
        cause);
  }

  /** False if starting again cannot help. */
  static boolean mayPass(MillraceException failure) {
    return leavesWayOn(failure)
        && failure.code() != ApiError.STATE_INCOMPATIBLE
        && !(failure.getCause() instanceof VirtualMachineError);
  }

  /** False if another process has the job now, or what it would go on from is damaged. */
  static boolean leavesWayOn(MillraceException failure) {
    return failure.code() != ApiError.FENCED && failure.code() != ApiError.CHECKPOINT_CORRUPT;
  }

  static MillraceException memoryExhausted(String pipeline, @Nullable Throwable cause) {
    return new MillraceException(
        ApiError.MEMORY_EXHAUSTED,
        "pipeline '"
            + pipeline
            + "' failed as the JVM's memory had run out. Give it more (-Xmx), keep less state"
            + " (shorter windows, less lateness, a time to live), or use a backend that keeps it on"
            + " disk.",
        cause);
  }
}
