package io.millrace.windowing.lanes;

import java.util.Arrays;

/** A growing list of ints. */
public final class IntList {
  private int[] items = new int[16];
  private int size;

  public void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  public int get(int place) {
    return items[place];
  }

  public void set(int place, int item) {
    items[place] = item;
  }

  public int removeLast() {
    return items[--size];
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  /** The items themselves; only the first {@link #size()} count. */
  public int[] items() {
    return items;
  }
}
