package io.millrace.api.backend;

/**
 * The geometry of paged columns. A page is the unit of growth, of copy-on-write, of dirtiness and
 * of checkpoints.
 */
public final class Pages {
  /** Slots in a page, as a power of two. */
  public static final int SHIFT = 12;

  /** Slots in a page: 4096. */
  public static final int SIZE = 1 << SHIFT;

  /** Mask that gives the place within a page. */
  public static final int MASK = SIZE - 1;

  private Pages() {}

  /** The page of a slot. */
  public static int page(int slot) {
    return slot >>> SHIFT;
  }

  /** The place of a slot within its page. */
  public static int offset(int slot) {
    return slot & MASK;
  }
}
