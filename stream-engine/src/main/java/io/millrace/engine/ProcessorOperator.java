package io.millrace.engine;

import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.time.EventTimes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls a processor for each event. An event on which it throws is counted as dead and goes to the
 * dead letters; an event for which it gives null is counted as filtered. Both leave the others
 * alone.
 */
final class ProcessorOperator implements BatchOperator<Event, ProcessorOperator.Processed> {
  /** A result, and the event it is of. */
  record Processed(Event event, Object value) {}

  private final Function<? super Event, ? extends @Nullable Object> function;
  private @Nullable OperatorContext context;

  ProcessorOperator(Function<? super Event, ? extends @Nullable Object> function) {
    this.function = function;
  }

  @Override
  public void open(OperatorContext operatorContext) {
    context = operatorContext;
  }

  @Override
  public void process(Batch<Event> batch, Output<Processed> out) {
    int passed = 0;
    for (int i = 0; i < batch.size(); i++) {
      Event event = batch.value(i);
      long timeMs = batch.times()[i];
      @Nullable Object value;
      try {
        value = function.apply(event);
      } catch (RuntimeException e) {
        dead(batch, i, e);
        continue;
      }
      if (value == null) {
        count(Fate.FILTERED, 1);
      } else {
        passed++;
        out.emit(new Processed(event.at(EventTimes.instant(timeMs)), value), timeMs);
      }
    }
    count(Fate.OUT, passed);
  }

  private void count(Fate fate, long events) {
    if (context != null && events > 0) {
      context.metrics().count(fate, events);
    }
  }

  private void dead(Batch<Event> batch, int place, RuntimeException cause) {
    count(Fate.DEAD, 1);
    if (context != null) {
      context
          .side(DeadLetter.SIDE)
          .emit(
              new DeadLetter<>(
                  batch.value(place),
                  cause.toString(),
                  context.operatorId(),
                  context.splitName(batch.split()),
                  batch.offsetAt(place),
                  1),
              batch.times()[place]);
    }
  }
}
