package io.millrace.state.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The packed pages of a column by number. The store's thread only. */
final class PackedPages {
  private static final @Nullable Packed[] NONE = new @Nullable Packed[0];

  private final PagePool pool;
  private @Nullable Packed[] pages = NONE;

  PackedPages(PagePool pool) {
    this.pool = pool;
  }

  @Nullable Packed get(int page) {
    return page < pages.length ? pages[page] : null;
  }

  void put(int page, Packed packed) {
    if (page >= pages.length) {
      pages = Arrays.copyOf(pages, page + 1);
    }
    pages[page] = packed;
    pool.packed(packed.bytes());
  }

  /** The page is packed no more. */
  void forget(int page) {
    Packed packed = get(page);
    if (packed != null) {
      pages[page] = null;
      pool.packed(-packed.bytes());
    }
  }

  void clear() {
    for (int page = 0; page < pages.length; page++) {
      forget(page);
    }
    pages = NONE;
  }
}
