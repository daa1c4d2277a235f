package io.millrace.windowing.lanes;

import java.util.Arrays;

/** A growing list of ints. */
public final class IntList {
  private int[] items = new int[16];
  private int size;

  /** Appends. */
  public void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  /**
   * Makes room for that many more and gives the items: whoever appends to them says {@link
   * #size(int)} then.
   */
  int[] room(int more) {
    if (size + more > items.length) {
      items = Arrays.copyOf(items, Math.max(size + more, items.length * 2));
    }
    return items;
  }

  /** Items were appended to what {@link #room} gave. */
  void size(int newSize) {
    size = newSize;
  }

  /** The item at a place. */
  public int get(int place) {
    return items[place];
  }

  /** Sets the item at a place. */
  public void set(int place, int item) {
    items[place] = item;
  }

  /** Removes the last item. */
  public int removeLast() {
    return items[--size];
  }

  /** How many items. */
  public int size() {
    return size;
  }

  /** Removes all. */
  public void clear() {
    size = 0;
  }

  /** The items themselves; only the first {@link #size()} count. */
  public int[] items() {
    return items;
  }
}
