package io.millrace.windowing.sliced;

import java.util.Arrays;

/** A growing list of ints. */
final class IntList {
  private int[] items = new int[16];
  private int size;

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  int get(int place) {
    return items[place];
  }

  void set(int place, int item) {
    items[place] = item;
  }

  int removeLast() {
    return items[--size];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** The items themselves; only the first {@link #size()} count. */
  int[] items() {
    return items;
  }
}
