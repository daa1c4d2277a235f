package io.millrace.engine;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import java.time.Instant;
import java.util.List;

/**
 * A window of one key and the events in it, as its last firing showed them. Immutable.
 *
 * @param windowId the id the windows were created under
 * @param key the key; {@code "all"} for windows without one
 * @param window the interval of event time
 * @param events the events in order of arrival; a view that costs nothing and never changes
 * @param firing {@code EARLY} while the window is open, {@code ON_TIME} once the watermark has
 *     passed its end, {@code LATE} once a late event has corrected it
 */
public record WindowContent(
    String windowId,
    Object key,
    TimeWindow window,
    List<Event> events,
    WindowResult.Firing firing) {
  /** The first instant in it. */
  public Instant start() {
    return window.start();
  }

  /** The first instant after it. */
  public Instant end() {
    return window.end();
  }

  /** True while the watermark has not passed its end. */
  public boolean open() {
    return firing == WindowResult.Firing.EARLY;
  }

  <A, R> R fold(Aggregate<? super Event, A, R> aggregate) {
    A accumulator = aggregate.create();
    for (Event event : events) {
      accumulator = aggregate.add(accumulator, event);
    }
    return aggregate.result(accumulator);
  }
}
