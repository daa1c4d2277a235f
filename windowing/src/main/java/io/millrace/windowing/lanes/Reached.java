package io.millrace.windowing.lanes;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.operator.OperatorContext;
import org.jspecify.annotations.Nullable;

/**
 * How far the watermark had got for each key when its state was stored, where that is further than
 * the operator's watermark is now: after a restore from subtasks that had been told different ones.
 * Windows up to there have fired for the key and must not fire again. Needed only until the
 * watermark has caught up.
 */
public final class Reached {
  private final OperatorContext context;
  private final KeyedStateStore store;
  private final long highestMs;

  private Reached(OperatorContext context, long highestMs) {
    this.context = context;
    store = context.store();
    this.highestMs = highestMs;
  }

  /** Of the keys of this subtask; null if all are where the watermark is. */
  public static @Nullable Reached of(OperatorContext context) {
    long highestMs = context.storedWatermark();
    return highestMs > context.watermark() ? new Reached(context, highestMs) : null;
  }

  /** The watermark that a key had been told, milliseconds. */
  public long at(int slot) {
    return context.storedWatermark(store.keys().keyAt(slot));
  }

  /** No key is ahead of that watermark. */
  public boolean caughtUp(long watermarkMs) {
    return watermarkMs >= highestMs;
  }
}
