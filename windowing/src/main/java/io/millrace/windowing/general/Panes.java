package io.millrace.windowing.general;

import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The panes of one key, in ascending order of their windows, each window once. Finding one costs
 * O(log n): an event of a sliding window may be in thousands. Single-threaded.
 */
final class Panes<T, A> {
  private final List<Pane<T, A>> sorted = new ArrayList<>(1);

  int size() {
    return sorted.size();
  }

  Pane<T, A> at(int place) {
    return sorted.get(place);
  }

  /** The pane of that window, or null. */
  @Nullable Pane<T, A> find(Window window) {
    int place = placeOf(window);
    return place < 0 ? null : sorted.get(place);
  }

  /** Adds a pane whose window has none yet. */
  void add(Pane<T, A> pane) {
    sorted.add(-placeOf(pane.window) - 1, pane);
  }

  /** Removes the pane of that window; false if there is none. */
  boolean remove(Window window) {
    int place = placeOf(window);
    if (place < 0) {
      return false;
    }
    sorted.remove(place);
    return true;
  }

  private int placeOf(Window window) {
    int low = 0;
    int high = sorted.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(sorted.get(middle).window, window);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  private static int compare(Window one, Window other) {
    if (one instanceof TimeWindow a && other instanceof TimeWindow b) {
      return a.compareTo(b);
    }
    return Boolean.compare(other instanceof TimeWindow, one instanceof TimeWindow);
  }
}
