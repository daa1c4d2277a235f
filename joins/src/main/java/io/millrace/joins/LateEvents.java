package io.millrace.joins;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import java.time.Duration;

/**
 * Sends events that came too late to the side output and counts them. One thread, the subtask's.
 */
@SuppressWarnings("rawtypes") // a side output names a class, and a class has no type arguments
final class LateEvents {
  static final SideOutput<Late> LATE = SideOutput.of("late", Late.class);

  private final OperatorContext context;
  private final Output<Late> side;

  LateEvents(OperatorContext context) {
    this.context = context;
    this.side = context.side(LATE);
  }

  /** An event is late: {@code watermarkMs} is the watermark that decided. */
  void add(Batch<?> batch, int place, long watermarkMs) {
    long timeMs = batch.times()[place];
    Object value = batch.values()[place];
    Duration lateBy = Duration.ofMillis(EventTimes.minus(watermarkMs, timeMs));
    String split = context.splitName(batch.split());
    side.emit(
        new Late<>(value, EventTimes.instant(timeMs), lateBy, split, batch.offsetAt(place)),
        timeMs);
    context.metrics().count(Fate.LATE, 1);
  }
}
