package io.millrace.windowing.session;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sessions that fire at a watermark, in order of their ends. */
final class Due {
  private long[] ends = new long[16];
  private int[] slots = new int[16];
  private @Nullable Session[] sessions = new Session[16];
  private int[] order = new int[0];
  private int size;
  private int next;

  /** Adds a session; null for the one in the columns. */
  void add(int slot, long endMs, @Nullable Session session) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      slots = Arrays.copyOf(slots, size * 2);
      sessions = Arrays.copyOf(sessions, size * 2);
    }
    ends[size] = endMs;
    slots[size] = slot;
    sessions[size++] = session;
  }

  /** Sorts what was added. */
  void sort() {
    order = new int[size];
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < size; i++) {
      min = Math.min(min, ends[i]);
      max = Math.max(max, ends[i]);
    }
    long range = max - min;
    if (range >= 0 && range <= Integer.MAX_VALUE) {
      long[] packed = new long[size];
      for (int i = 0; i < size; i++) {
        packed[i] = (ends[i] - min) << 32 | i;
      }
      Arrays.sort(packed);
      Arrays.setAll(order, i -> (int) packed[i]);
      return;
    }
    Integer[] places = new Integer[size];
    Arrays.setAll(places, i -> i);
    Arrays.sort(places, (a, b) -> Long.compare(ends[a], ends[b]));
    Arrays.setAll(order, i -> places[i]);
  }

  boolean isEmpty() {
    return next == size;
  }

  int slot() {
    return slots[order[next]];
  }

  @Nullable Session session() {
    return sessions[order[next]];
  }

  /** Goes on to the next; after the last, forgets all. */
  void advance() {
    next++;
    if (next == size) {
      Arrays.fill(sessions, 0, size, null);
      size = 0;
      next = 0;
    }
  }
}
