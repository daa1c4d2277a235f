package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import java.util.Arrays;

/** Longs by place, 0 unless set, in pages made when they are first written. One thread. */
final class NumberPages {
  private static final long[] NONE = new long[0];

  private long[][] pages = new long[0][];

  long get(int place) {
    int page = Pages.page(place);
    return place < 0 || page >= pages.length || pages[page].length == 0
        ? 0
        : pages[page][Pages.offset(place)];
  }

  /** One past the highest page there may be. */
  int pageBound() {
    return pages.length;
  }

  /** The page to read; an empty array if nothing on it was set. */
  long[] readable(int number) {
    return number < pages.length ? pages[number] : NONE;
  }

  void set(int place, long value) {
    page(Pages.page(place))[Pages.offset(place)] = value;
  }

  void add(int place, long delta) {
    page(Pages.page(place))[Pages.offset(place)] += delta;
  }

  /** The page to write to. */
  long[] page(int number) {
    if (number >= pages.length) {
      int before = pages.length;
      pages = Arrays.copyOf(pages, Math.max(number + 1, before + before / 2));
      Arrays.fill(pages, before, pages.length, NONE);
    }
    if (pages[number].length == 0) {
      pages[number] = new long[Pages.SIZE];
    }
    return pages[number];
  }
}
