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

  /** One past the highest place that may be set. */
  int bound() {
    return pages.length << Pages.SHIFT;
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
