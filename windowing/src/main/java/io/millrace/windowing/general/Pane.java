package io.millrace.windowing.general;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Evictor.Timed;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of one window of one key: an accumulator, or with an evictor the events, and what the
 * trigger remembers. Single-threaded.
 */
final class Pane<T, A> {
  private static final String[] NO_NAMES = {};
  private static final long[] NO_NUMBERS = {};

  final Window window;
  final WindowTimer triggerTimer;
  final WindowTimer cleanupTimer;

  /** What was folded so far; null if there is nothing, or the events are kept. */
  @Nullable A accumulator;

  /** The events in order of arrival; null if only the accumulator is kept. */
  @Nullable List<Timed<T>> content;

  /** The largest event time seen, also of what was discarded since. */
  long latestMs = EventTimes.MIN;

  /** The result at the window's end has been given. */
  boolean ended;

  /** A window that ends where this one starts stays apart, as it was over for the first event. */
  boolean sealed;

  /**
   * The event-time timer that was set last and is still set, to spare the table the question; not
   * stored.
   */
  long lastEventTimer = EventTimes.MIN;

  private String[] names = NO_NAMES;
  private long[] numbers = NO_NUMBERS;

  Pane(Window window) {
    this.window = window;
    this.triggerTimer = new WindowTimer(window, false);
    this.cleanupTimer = new WindowTimer(window, true);
  }

  /** True if both share a millisecond, or touch where the later one is not sealed. */
  boolean meets(TimeWindow other, boolean otherSealed) {
    TimeWindow own = (TimeWindow) window;
    return own.touches(other)
        && !(otherSealed && own.endMs() == other.startMs())
        && !(sealed && other.endMs() == own.startMs());
  }

  /** Whether a window and what it merges with is sealed: as the earliest part of it is. */
  static boolean sealed(TimeWindow window, boolean sealed, List<? extends Pane<?, ?>> parts) {
    long startMs = window.startMs();
    boolean result = sealed;
    for (Pane<?, ?> part : parts) {
      long partMs = ((TimeWindow) part.window).startMs();
      result = partMs < startMs ? part.sealed : result && (partMs > startMs || part.sealed);
      startMs = Math.min(startMs, partMs);
    }
    return result;
  }

  /** The events, to be added to. */
  List<Timed<T>> kept() {
    List<Timed<T>> events = content;
    if (events == null) {
      events = new ArrayList<>();
      content = events;
    }
    return events;
  }

  /** Folds the events that an evictor leaves; null if there is none. */
  <R> @Nullable A foldKept(Aggregate<T, A, R> aggregate, Evictor<T> evictor) {
    List<Timed<T>> events = kept();
    if (evictor.when() == Evictor.When.BEFORE) {
      evictor.evict(events, window);
    }
    A folded = null;
    for (Timed<T> event : events) {
      folded = aggregate.add(folded == null ? aggregate.create() : folded, event.value());
    }
    if (evictor.when() == Evictor.When.AFTER) {
      evictor.evict(events, window);
    }
    return folded;
  }

  /** Takes over what another pane holds. */
  <R> void absorb(Pane<T, A> from, Aggregate<T, A, R> aggregate) {
    latestMs = Math.max(latestMs, from.latestMs);
    if (from.content != null) {
      kept().addAll(from.content);
    }
    A more = from.accumulator;
    if (more != null) {
      A own = accumulator;
      accumulator = own == null ? more : aggregate.merge(own, more);
    }
  }

  /** True if it has nothing that a firing could show. */
  boolean empty() {
    return accumulator == null && (content == null || content.isEmpty());
  }

  /** Discards the content; what the trigger remembers stays. */
  void purge() {
    accumulator = null;
    content = null;
  }

  /** True if the trigger remembers nothing. */
  boolean numberless() {
    return names.length == 0;
  }

  /** The names of the numbers, in no order. */
  String[] names() {
    return names;
  }

  long number(String name, long absent) {
    int at = indexOf(name);
    return at < 0 ? absent : numbers[at];
  }

  boolean hasNumber(String name) {
    return indexOf(name) >= 0;
  }

  void remember(String name, long value) {
    int at = indexOf(name);
    if (at < 0) {
      at = names.length;
      names = Arrays.copyOf(names, at + 1);
      numbers = Arrays.copyOf(numbers, at + 1);
      names[at] = name;
    }
    numbers[at] = value;
  }

  void forget(String name) {
    int at = indexOf(name);
    if (at < 0) {
      return;
    }
    int last = names.length - 1;
    names[at] = names[last];
    numbers[at] = numbers[last];
    names = last == 0 ? NO_NAMES : Arrays.copyOf(names, last);
    numbers = last == 0 ? NO_NUMBERS : Arrays.copyOf(numbers, last);
  }

  private int indexOf(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
