package io.millrace.api.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of objects. The loops over it are the engine's hot path, so reads and writes are plain
 * array accesses after one check for each page; a backend supplies pages and learns of first writes
 * through {@link #load} and {@link #beforeWrite}.
 *
 * <p>An object may be changed in place only after {@link #change} was called in this epoch for its
 * slot: a snapshot under way keeps it as it is first. A reference kept over a barrier, or got by
 * {@link #get}, is to be read only.
 *
 * <p>Single-threaded. Reading costs two array loads; writing one compare more.
 */
public abstract non-sealed class ObjectColumn<T> implements Column {
  private Object[][] pages = new Object[4][];
  private long[] writtenIn = new long[4];
  private long epoch = 1;
  private boolean shown;

  /** For backends. */
  protected ObjectColumn() {}

  /** A page that is not resident: its stored content, or null if it was never written. */
  protected abstract Object @Nullable [] load(int page);

  /**
   * The first write to a resident page in this epoch. Gives the array to write to: the same, or a
   * copy.
   */
  protected abstract Object[] beforeWrite(int page, Object[] content);

  /**
   * The value at a place of a page that was written in this epoch is about to be replaced, or may
   * be changed in place from now on. Asked while {@link #shown} says so.
   */
  protected void beforeChange(int page, int place) {}

  /**
   * The first write to a page never written: gives an empty array of {@link Pages#SIZE} to write
   * to.
   */
  protected Object[] fresh(int page) {
    return new Object[Pages.SIZE];
  }

  /** The value at a slot. */
  @SuppressWarnings("unchecked")
  public final @Nullable T get(int slot) {
    Object[] page = readable(slot >>> Pages.SHIFT);
    return page == null ? null : (T) page[slot & Pages.MASK];
  }

  /** Sets the value at a slot. */
  public final void set(int slot, @Nullable T value) {
    claimed(slot)[slot & Pages.MASK] = value;
  }

  /**
   * The value at a slot, to be changed: in place, or after it was put elsewhere, until the epoch
   * changes.
   */
  @SuppressWarnings("unchecked")
  public final @Nullable T change(int slot) {
    return (T) claimed(slot)[slot & Pages.MASK];
  }

  /** The page to read, or null if it was never written. Do not write to it. */
  public final Object @Nullable [] readable(int page) {
    if (page < pages.length) {
      Object[] content = pages[page];
      if (content != null) {
        return content;
      }
    }
    return fetch(page);
  }

  /**
   * The page to write, until the epoch changes: as {@link #change} of all its slots, and as dear as
   * that while a snapshot shows the page.
   */
  public final Object[] writable(int page) {
    Object[] content = written(page);
    for (int place = 0; shown && place < Pages.SIZE; place++) {
      beforeChange(page, place);
    }
    return content;
  }

  /** Whether {@link #beforeChange} is to be asked: a snapshot shows what may change in place. */
  protected final void shown(boolean now) {
    shown = now;
  }

  /** Starts a new epoch: the next write to each page is a first write again. */
  protected final void advanceEpoch(long newEpoch) {
    epoch = newEpoch;
  }

  /** The current epoch. */
  protected final long epoch() {
    return epoch;
  }

  /** The epoch in which a page was last written, 0 for never. */
  protected final long writtenIn(int page) {
    return page < writtenIn.length ? writtenIn[page] : 0;
  }

  /** One past the highest page that may be resident. */
  protected final int pageBound() {
    return pages.length;
  }

  /** The resident page, or null. */
  protected final Object @Nullable [] resident(int page) {
    return page < pages.length ? pages[page] : null;
  }

  /** Lets go of a resident page; the next read asks {@link #load}. */
  @SuppressWarnings("NullAway") // an absent page is null in the array by design
  protected final void release(int page) {
    if (page < pages.length) {
      pages[page] = null;
      writtenIn[page] = 0;
    }
  }

  @Override
  public final int allocatedPages() {
    int count = 0;
    for (Object[] page : pages) {
      if (page != null) {
        count++;
      }
    }
    return count;
  }

  private Object[] claimed(int slot) {
    Object[] content = written(slot >>> Pages.SHIFT);
    if (shown) {
      beforeChange(slot >>> Pages.SHIFT, slot & Pages.MASK);
    }
    return content;
  }

  private Object[] written(int page) {
    return page < writtenIn.length && writtenIn[page] == epoch ? pages[page] : firstWrite(page);
  }

  private Object @Nullable [] fetch(int page) {
    Object[] content = load(page);
    if (content != null) {
      reserve(page);
      pages[page] = content;
    }
    return content;
  }

  private Object[] firstWrite(int page) {
    Object[] content = readable(page);
    reserve(page);
    content = content == null ? fresh(page) : beforeWrite(page, content);
    pages[page] = content;
    writtenIn[page] = epoch;
    return content;
  }

  private void reserve(int page) {
    if (page >= pages.length) {
      int length = Math.max(page + 1, pages.length * 2);
      pages = Arrays.copyOf(pages, length);
      writtenIn = Arrays.copyOf(writtenIn, length);
    }
  }
}
