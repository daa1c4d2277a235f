package io.millrace.core.task;

import io.millrace.api.operator.Batch;

/**
 * Takes batches and marks from upstream: a node, or the way out to another task. Single-threaded.
 * The batch may be changed and must not be kept.
 */
public interface Target {
  /** Events. */
  void batch(int input, Batch<Object> batch);

  /** The watermark of an input has moved on. */
  void watermark(int input, long watermarkMs);

  /** An input turned idle or active. */
  void idle(int input, boolean idle);

  /** Nothing follows on an input, whose time is over with that; comes once, behind all else. */
  void end(int input);
}
