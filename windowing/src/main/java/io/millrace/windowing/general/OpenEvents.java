package io.millrace.windowing.general;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.windowing.EndingSessionWindows;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one key whose sessions are open or may still be corrected, in order of time, those
 * of the same millisecond in order of arrival. Single-threaded.
 */
final class OpenEvents<T> {
  /**
   * An event.
   *
   * @param value the event
   * @param timeMs its time in milliseconds
   * @param ends its session ends with it
   */
  record Entry<T>(T value, long timeMs, boolean ends) {}

  /**
   * A session cut out of the events.
   *
   * @param window its window
   * @param from the place of its first event
   * @param to one past the place of its last event
   */
  record Cut(TimeWindow window, int from, int to) {}

  private final List<Entry<T>> sorted = new ArrayList<>();

  /** Sessions whose last millisecond is not after this have fired. */
  long firedUpTo = EventTimes.MIN;

  /** The time of the one timer that is set, {@link EventTimes#MAX} for none. */
  long timerMs = EventTimes.MAX;

  int size() {
    return sorted.size();
  }

  Entry<T> at(int place) {
    return sorted.get(place);
  }

  /** Adds an event behind those that are not later. */
  void add(Entry<T> entry) {
    int place = sorted.size();
    while (place > 0 && sorted.get(place - 1).timeMs() > entry.timeMs()) {
      place--;
    }
    sorted.add(place, entry);
  }

  /** Removes the first events. */
  void removeFirst(int count) {
    sorted.subList(0, count).clear();
  }

  /** The session that starts with the event at a place. */
  Cut cut(int from, EndingSessionWindows<?> shape) {
    long startMs = sorted.get(from).timeMs();
    long limitMs =
        shape.maxLengthMs() == EventTimes.MAX
            ? EventTimes.MAX
            : EventTimes.plus(startMs, shape.maxLengthMs());
    long lastMs = startMs;
    boolean ended = false;
    int to = from;
    while (to < sorted.size()) {
      Entry<T> entry = sorted.get(to);
      long timeMs = entry.timeMs();
      if (timeMs > EventTimes.plus(lastMs, shape.gapMs())
          || timeMs >= limitMs
          || (ended && timeMs > lastMs)) {
        break;
      }
      lastMs = timeMs;
      ended |= entry.ends();
      to++;
    }
    long endMs =
        ended
            ? EventTimes.plus(lastMs, 1)
            : Math.min(EventTimes.plus(lastMs, shape.gapMs()), limitMs);
    return new Cut(new TimeWindow(startMs, endMs), from, to);
  }
}
