package io.millrace.state.memory;

import org.jspecify.annotations.Nullable;

/**
 * The open snapshots of one column. The store's thread only; costs one compare if there is none.
 */
final class PageWatch {
  private final PagePool pool;
  private @Nullable FrozenColumn newest;

  PageWatch(PagePool pool) {
    this.pool = pool;
  }

  void add(FrozenColumn frozen) {
    forgetClosed();
    frozen.setOlder(newest);
    newest = frozen;
  }

  /**
   * A page is about to be changed or given up. True if a snapshot still reads the array, which then
   * is its alone.
   */
  boolean reads(int page, Object content) {
    boolean read = false;
    for (FrozenColumn frozen = newest; frozen != null; frozen = frozen.older()) {
      if (!frozen.closed()) {
        read |= frozen.reads(page, content);
      }
    }
    return read;
  }

  /** The object at a place of a page may change from now on; false if no snapshot is open. */
  boolean keep(int page, int place) {
    boolean open = false;
    for (FrozenColumn frozen = newest; frozen != null; frozen = frozen.older()) {
      if (!frozen.closed()) {
        frozen.keep(page, place, pool.scratch());
        open = true;
      }
    }
    return open;
  }

  /** All objects of a page may change from now on. */
  void keepAll(int page) {
    for (FrozenColumn frozen = newest; frozen != null; frozen = frozen.older()) {
      if (!frozen.closed()) {
        frozen.keepAll(page, pool.scratch());
      }
    }
  }

  /** Lets go of snapshots that were closed. */
  void forgetClosed() {
    FrozenColumn kept = null;
    for (FrozenColumn frozen = newest; frozen != null; ) {
      FrozenColumn next = frozen.older();
      if (!frozen.closed()) {
        frozen.setOlder(kept);
        kept = frozen;
      }
      frozen = next;
    }
    newest = kept;
  }
}
