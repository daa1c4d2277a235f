package io.millrace.api.backend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code long} values. The loops over it are the engine's hot path, so reads and writes
 * are plain array accesses after one check for each page; a backend supplies pages and learns of
 * first writes through {@link #load} and {@link #beforeWrite}.
 *
 * <p>Single-threaded. Reading costs two array loads; writing one compare more.
 */
public abstract non-sealed class LongColumn implements Column {
  private long[][] pages = new long[4][];

  /** The pages that were written in this epoch, null for all others: what a write looks at. */
  private long[][] current = new long[4][];

  private long[] writtenIn = new long[4];
  private long epoch = 1;

  /** For backends. */
  protected LongColumn() {}

  /** A page that is not resident: its stored content, or null if it was never written. */
  protected abstract long @Nullable [] load(int page);

  /**
   * The first write to a resident page in this epoch. Gives the array to write to: the same, or a
   * copy.
   */
  protected abstract long[] beforeWrite(int page, long[] content);

  /**
   * The first write to a page never written: gives an empty array of {@link Pages#SIZE} to write
   * to.
   */
  protected long[] fresh(int page) {
    return new long[Pages.SIZE];
  }

  /** The value at a slot. */
  public final long get(int slot) {
    long[] page = readable(slot >>> Pages.SHIFT);
    return page == null ? 0 : page[slot & Pages.MASK];
  }

  /**
   * The value at a slot, for single reads: what is packed stays so, where {@link #get} brings the
   * whole page back.
   */
  public final long peek(int slot) {
    int page = slot >>> Pages.SHIFT;
    if (page < pages.length) {
      long[] content = pages[page];
      if (content != null) {
        return content[slot & Pages.MASK];
      }
    }
    return peekAbsent(slot);
  }

  /** The value at a slot whose page is not resident. */
  protected long peekAbsent(int slot) {
    return get(slot);
  }

  /** Sets the value at a slot. */
  public final void set(int slot, long value) {
    writable(slot >>> Pages.SHIFT)[slot & Pages.MASK] = value;
  }

  /** Adds to the value at a slot. */
  public final void add(int slot, long delta) {
    writable(slot >>> Pages.SHIFT)[slot & Pages.MASK] += delta;
  }

  /** The page to read, or null if it was never written. Do not write to it. */
  public final long @Nullable [] readable(int page) {
    if (page < pages.length) {
      long[] content = pages[page];
      if (content != null) {
        return content;
      }
    }
    return fetch(page);
  }

  /** The page to write, until the epoch changes. */
  public final long[] writable(int page) {
    long[][] written = current;
    if (page < written.length) {
      long[] content = written[page];
      if (content != null) {
        return content;
      }
    }
    return firstWrite(page);
  }

  /**
   * Pages by number, of which the first {@code count} may be written until the epoch changes. For
   * loops that write all over a few pages: one check for each page, none for each write.
   */
  public final long[][] writablePages(int count) {
    for (int page = 0; page < count; page++) {
      writable(page);
    }
    return current;
  }

  /** Starts a new epoch: the next write to each page is a first write again. */
  @SuppressWarnings("NullAway") // an absent page is null in the array by design
  protected final void advanceEpoch(long newEpoch) {
    epoch = newEpoch;
    Arrays.fill(current, null);
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
  protected final long @Nullable [] resident(int page) {
    return page < pages.length ? pages[page] : null;
  }

  /** Lets go of a resident page; the next read asks {@link #load}. */
  @SuppressWarnings("NullAway") // an absent page is null in the array by design
  protected final void release(int page) {
    if (page < pages.length) {
      pages[page] = null;
      current[page] = null;
      writtenIn[page] = 0;
    }
  }

  @Override
  public final int allocatedPages() {
    int count = 0;
    for (long[] page : pages) {
      if (page != null) {
        count++;
      }
    }
    return count;
  }

  private long @Nullable [] fetch(int page) {
    long[] content = load(page);
    if (content != null) {
      reserve(page);
      pages[page] = content;
    }
    return content;
  }

  private long[] firstWrite(int page) {
    long[] content = readable(page);
    reserve(page);
    content = content == null ? fresh(page) : beforeWrite(page, content);
    pages[page] = content;
    current[page] = content;
    writtenIn[page] = epoch;
    return content;
  }

  private void reserve(int page) {
    if (page >= pages.length) {
      int length = Math.max(page + 1, pages.length * 2);
      pages = Arrays.copyOf(pages, length);
      current = Arrays.copyOf(current, length);
      writtenIn = Arrays.copyOf(writtenIn, length);
    }
  }
}
