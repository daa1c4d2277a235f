package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.ShownObjects;
import io.millrace.api.codec.DataWriter;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a column as they were at a barrier, as long as the writer of the snapshot has not
 * taken them in. The owner of the column asks {@link #holds} before its first write to a page in an
 * epoch; the writer lets go of each page when it has read it.
 *
 * <ul>
 *   <li><b>Threads:</b> the owner's and one writer's. Arrays are never changed while held, so
 *       reading them takes no lock; objects that may change in place are held as {@link
 *       ShownObjects}.
 * </ul>
 */
final class FrozenColumn {
  private final ColumnEntry entry;
  private final long namespace;
  private final byte @Nullable [] wanted;
  private final @Nullable Object[] pages;
  private volatile boolean finished;

  /**
   * Holds the pages that are not null: arrays, and {@link ShownObjects}.
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

  /** True if objects are held that may change in place. */
  boolean mayChange() {
    return entry.kind() == ColumnSpec.Kind.OBJECT && !entry.immutable() && !entry.raw();
  }

  /** True if nothing is held any more. */
  boolean finished() {
    return finished;
  }

  /** The page as it was, or null. */
  @Nullable Object page(int page) {
    return page < pages.length ? pages[page] : null;
  }

  /** The writer is done with a page. */
  void done(int page) {
    if (page < pages.length) {
      if (pages[page] instanceof ShownObjects objects) {
        objects.finish();
      }
      pages[page] = null;
    }
  }

  /** The writer is done. */
  void finish() {
    finished = true;
  }

  /**
   * Asked by the owner before the object at a place of a page may change: keeps it for the writer,
   * if it wants it.
   */
  void keep(int page, int place, DataWriter scratch) {
    int slot = page << Pages.SHIFT | place;
    byte[] only = wanted;
    if (page < pages.length
        && pages[page] instanceof ShownObjects objects
        && (only == null || (slot < only.length && (only[slot] & Slots.CHANGED) != 0))) {
      objects.keep(place, scratch);
    }
  }

  ColumnSpec.Kind kind() {
    return entry.kind();
  }
}
