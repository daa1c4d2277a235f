package io.millrace.api.stream;

import io.millrace.api.window.Late;
import io.millrace.api.window.WindowResult;
import java.lang.reflect.Type;

/**
 * The results of windows. Each has the event time of its window's last millisecond.
 *
 * @param <K> the key
 * @param <T> the events that went into the windows
 * @param <R> the aggregate
 */
public final class WindowResults<K, T, R> extends Stream<WindowResult<K, R>> {
  private final Type element;

  WindowResults(PlanRecorder recorder, int place, Type element) {
    super(recorder, place);
    this.element = element;
  }

  /** The events that came too late for all of their windows. */
  public Stream<Late<T>> late() {
    return lateOf(element);
  }
}
