package io.millrace.joins;

import io.millrace.api.time.EventTimes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one key and side, ordered by time and among equal times by arrival.
 *
 * <ul>
 *   <li><b>Places:</b> a row's place is an index from {@link #first} up to, but without, {@link
 *       #end}. Places are valid until the next change.
 *   <li><b>Cost:</b> finding a time is O(log n). Adding is O(1) at the tail; a row out of order
 *       moves those that are later. Removing the first is O(1) amortised. No allocation but growth,
 *       and memory shrinks with the content.
 *   <li><b>Threads:</b> one.
 * </ul>
 */
final class TimedRows {
  /*
   * Parallel arrays whose content slides to the right: rows leave at the head and come in at the tail. When the tail
   * meets the end, the content moves back to the front if that frees half of the room, else the arrays grow.
   */
  private static final int CAPACITY_MIN = 4;
  private static final int CAPACITY_KEPT = 64;

  private final boolean tracksMatches;
  private long[] times = {};
  private @Nullable Object[] values = {};
  private boolean[] matched = {};
  private int head;
  private int tail;

  /** No rows. If {@code tracksMatches} is false, {@link #matched} is always false. */
  TimedRows(boolean tracksMatches) {
    this.tracksMatches = tracksMatches;
  }

  boolean isEmpty() {
    return head == tail;
  }

  int size() {
    return tail - head;
  }

  int first() {
    return head;
  }

  int end() {
    return tail;
  }

  long timeMs(int place) {
    return times[place];
  }

  /** The value at a place; null if it was added or left without one. */
  @Nullable Object value(int place) {
    return values[place];
  }

  boolean matched(int place) {
    return tracksMatches && matched[place];
  }

  /** Notes that the row has found a partner. */
  void match(int place) {
    matched[place] = true;
  }

  /** Lets go of the value at a place; the row stays. */
  void forgetValue(int place) {
    values[place] = null;
  }

  /** The first place whose time is {@code timeMs} or later. */
  int find(long timeMs) {
    int low = head;
    int high = tail;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Adds a row after those of the same time. */
  void add(long timeMs, @Nullable Object value, boolean isMatched) {
    if (tail == times.length) {
      makeRoom();
    }
    int place = tail;
    if (place > head && times[place - 1] > timeMs) {
      place = timeMs == EventTimes.MAX ? tail : find(timeMs + 1);
      int later = tail - place;
      System.arraycopy(times, place, times, place + 1, later);
      System.arraycopy(values, place, values, place + 1, later);
      if (tracksMatches) {
        System.arraycopy(matched, place, matched, place + 1, later);
      }
    }
    times[place] = timeMs;
    values[place] = value;
    if (tracksMatches) {
      matched[place] = isMatched;
    }
    tail++;
  }

  /** Removes the earliest row. */
  void removeFirst() {
    values[head] = null;
    head++;
  }

  /** Gives memory back if most of it is unused. Call it after removing rows. */
  void trim() {
    int size = size();
    if (size == 0) {
      head = 0;
      tail = 0;
    }
    if (times.length > CAPACITY_KEPT && size < times.length / 4) {
      resize(Math.max(CAPACITY_MIN, size * 2));
    }
  }

  private void makeRoom() {
    int size = size();
    if (head > 0 && head >= times.length / 2) {
      move(times, values, matched);
    } else {
      resize(Math.max(CAPACITY_MIN, size * 2));
    }
  }

  private void resize(int capacity) {
    move(
        new long[capacity],
        new @Nullable Object[capacity],
        tracksMatches ? new boolean[capacity] : matched);
  }

  /** Moves the content to the front of these arrays, which may be the present ones. */
  private void move(long[] toTimes, @Nullable Object[] toValues, boolean[] toMatched) {
    int size = size();
    System.arraycopy(times, head, toTimes, 0, size);
    System.arraycopy(values, head, toValues, 0, size);
    if (tracksMatches) {
      System.arraycopy(matched, head, toMatched, 0, size);
    }
    if (toValues == values) {
      Arrays.fill(values, size, tail, null);
    }
    times = toTimes;
    values = toValues;
    matched = toMatched;
    head = 0;
    tail = size;
  }
}
