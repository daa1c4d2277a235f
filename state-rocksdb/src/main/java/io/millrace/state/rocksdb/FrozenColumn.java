package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.Pages;
import io.millrace.api.codec.DataWriter;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a column as they were at a barrier, as long as the writer of the snapshot has not
 * taken them in. The owner of the column asks {@link #holds} before its first write to a page in an
 * epoch; the writer lets go of each page when it has read it.
 *
 * <ul>
 *   <li><b>Threads:</b> the owner's and one writer's. Pages of numbers are never changed while
 *       held, so reading them takes no lock. Objects that may change in place are read, by the one
 *       or the other, under the monitor of this object.
 * </ul>
 */
final class FrozenColumn {
  private final ColumnEntry entry;
  private final long namespace;
  private final byte @Nullable [] wanted;
  private final @Nullable Object[] pages;
  private final boolean[] encoded;
  private volatile boolean finished;

  /**
   * Holds the pages that are not null.
   *
   * @param wanted by slot, not {@link Slots#CHANGED} where nobody will ask for the value; null if
   *     all are wanted
   */
  FrozenColumn(
      ColumnEntry entry, long namespace, byte @Nullable [] wanted, @Nullable Object[] pages) {
    this.entry = entry;
    this.namespace = namespace;
    this.wanted = wanted;
    this.pages = pages;
    this.encoded = new boolean[pages.length];
  }

  ColumnEntry entry() {
    return entry;
  }

  long namespace() {
    return namespace;
  }

  int pageBound() {
    return pages.length;
  }

  /** True if that array is held: it must not be changed. May say so a moment too long. */
  boolean holds(int page, Object content) {
    return !finished && page < pages.length && pages[page] == content;
  }

  /** True if nothing is held any more. */
  boolean finished() {
    return finished;
  }

  /** The page as it was, or null. */
  @Nullable Object page(int page) {
    return page < pages.length ? pages[page] : null;
  }

  /** Whether the objects of a page are their encoded bytes; stays so once it was settled. */
  boolean raw(int page) {
    return entry.raw() || (page < encoded.length && encoded[page]);
  }

  /** The writer is done with a page. */
  void done(int page) {
    if (page < pages.length) {
      pages[page] = null;
    }
  }

  /** The writer is done. */
  void finish() {
    finished = true;
  }

  /**
   * Asked by the owner before it changes a page of objects: true if it must go on with a copy,
   * false if it may change this one, because its objects were encoded or are not needed any more.
   */
  synchronized boolean mustCopy(int page, Object[] content) {
    if (pages[page] != content || finished) {
      return false;
    }
    if (entry.immutable() || entry.raw() || encoded[page]) {
      return true;
    }
    encode(page, content);
    return false;
  }

  /** Asked by the writer: from now on the page does not change. */
  synchronized void settle(int page) {
    if (page < pages.length
        && pages[page] instanceof Object[] content
        && !entry.immutable()
        && !entry.raw()
        && !encoded[page]) {
      encode(page, content);
    }
  }

  private void encode(int page, Object[] content) {
    DataWriter out = DataWriter.create();
    Object[] bytes = new Object[Pages.SIZE];
    int first = page << Pages.SHIFT;
    byte[] only = wanted;
    for (int i = 0; i < content.length; i++) {
      Object value = content[i];
      if (value != null
          && (only == null
              || (first + i < only.length && (only[first + i] & Slots.CHANGED) != 0))) {
        out.reset();
        entry.encode(value, out);
        bytes[i] = out.toByteArray();
      }
    }
    encoded[page] = true;
    pages[page] = bytes;
  }

  ColumnSpec.Kind kind() {
    return entry.kind();
  }
}
