package io.millrace.joins;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of one key, ordered by their last millisecond, then by start. Those that have
 * fired come first. Finding one is O(log n), adding one moves those that end later. One thread.
 */
final class KeyPanes {
  /** No timer is set. */
  static final long NO_DEADLINE = EventTimes.MIN;

  private final List<Pane> panes = new ArrayList<>(2);

  /** The time of the key's one timer; it may be earlier than needed, never later. */
  long deadlineMs = NO_DEADLINE;

  boolean isEmpty() {
    return panes.isEmpty();
  }

  int size() {
    return panes.size();
  }

  Pane get(int place) {
    return panes.get(place);
  }

  /** The pane of a window, or null. */
  @Nullable Pane find(Window window) {
    int place = placeOf(window);
    return place < panes.size() && panes.get(place).window.equals(window) ? panes.get(place) : null;
  }

  /** Adds a pane for a window that has none. */
  void add(Pane pane) {
    panes.add(placeOf(pane.window), pane);
  }

  /** Removes the first panes. */
  void removeFirst(int count) {
    panes.subList(0, count).clear();
  }

  /** The first pane that has not fired, or the number of panes. */
  int firstUnfired() {
    int low = 0;
    int high = panes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (panes.get(middle).fired) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What {@code window} becomes when it merges with all windows it meets. */
  TimeWindow cover(TimeWindow window, boolean sealed) {
    TimeWindow cover = window;
    for (int i = 0; i < panes.size(); i++) {
      Pane pane = panes.get(i);
      if (pane.window instanceof TimeWindow other && meets(window, sealed, other, pane.sealed)) {
        cover = cover.cover(other);
      }
    }
    return cover;
  }

  /**
   * Takes out the panes that {@code window} meets and makes them one, in the order of their
   * windows; null if there is none. The result is not among the panes any more.
   */
  @Nullable Pane takeMeeting(TimeWindow window, boolean sealed) {
    Pane merged = null;
    for (int i = 0; i < panes.size(); ) {
      Pane pane = panes.get(i);
      if (pane.window instanceof TimeWindow other && meets(window, sealed, other, pane.sealed)) {
        panes.remove(i);
        if (merged == null) {
          merged = pane;
        } else {
          merged.absorb(pane);
          merged.window = ((TimeWindow) merged.window).cover(other);
        }
      } else {
        i++;
      }
    }
    return merged;
  }

  /** True if both share a millisecond, or touch where the later one is not sealed. */
  private static boolean meets(TimeWindow a, boolean sealedA, TimeWindow b, boolean sealedB) {
    return a.touches(b)
        && !(sealedA && b.endMs() == a.startMs())
        && !(sealedB && a.endMs() == b.startMs());
  }

  private int placeOf(Window window) {
    int low = 0;
    int high = panes.size();
    // Most events belong to the latest windows.
    if (high > 0 && compare(panes.get(high - 1).window, window) < 0) {
      return high;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(panes.get(middle).window, window) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int compare(Window a, Window b) {
    int byEnd = Long.compare(a.maxTimeMs(), b.maxTimeMs());
    return byEnd != 0 ? byEnd : Long.compare(start(a), start(b));
  }

  private static long start(Window window) {
    return window instanceof TimeWindow time ? time.startMs() : EventTimes.MIN;
  }
}
