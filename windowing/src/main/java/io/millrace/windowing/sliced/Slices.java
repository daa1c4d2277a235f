package io.millrace.windowing.sliced;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The slices that exist, in order of time. Appending at the end and removing from the front are
 * O(1), finding is O(log n).
 */
final class Slices {
  private @Nullable Slice[] items = new Slice[16];
  private int head;
  private int tail;

  int size() {
    return tail - head;
  }

  @SuppressWarnings("NullAway") // inside [head, tail) there are no holes
  Slice get(int place) {
    return items[head + place];
  }

  /**
   * The place of the first slice with that number or a higher one; {@link #size()} if there is
   * none.
   */
  int placeFrom(long number) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).number() < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void insert(int place, Slice slice) {
    if (tail == items.length) {
      @Nullable Slice[] moved =
          size() * 2 > items.length ? Arrays.copyOf(items, items.length * 2) : items;
      System.arraycopy(items, head, moved, 0, size());
      int size = size();
      head = 0;
      tail = size;
      Arrays.fill(moved, tail, moved.length, null);
      items = moved;
    }
    System.arraycopy(items, head + place, items, head + place + 1, tail - head - place);
    items[head + place] = slice;
    tail++;
  }

  Slice removeFirst() {
    Slice first = get(0);
    items[head++] = null;
    return first;
  }
}
