package io.millrace.api.window;

import io.millrace.api.aggregate.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * Everything a window operator must know, as data.
 *
 * @param assigner which windows an event belongs to
 * @param trigger when a window fires; null for the default, when its time is over. A trigger
 *     replaces the default
 * @param early previews beside the default trigger
 * @param evictor removes events before or after the aggregation; null for none
 * @param lateness when an event is too late
 * @param aggregate what is computed
 */
public record WindowSettings(
    WindowAssigner<?> assigner,
    @Nullable Trigger<?> trigger,
    EarlyFiring early,
    @Nullable Evictor<?> evictor,
    Lateness lateness,
    Aggregate<?, ?, ?> aggregate) {

  /** True if the window fires when its time is over and in no other way. */
  public boolean firesOnTimeOnly() {
    return trigger == null && early.equals(EarlyFiring.NONE);
  }
}
