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
   * is its alone. Objects that change in place are encoded for the snapshots that show them.
   */
  boolean reads(int page, Object content) {
    boolean read = false;
    for (FrozenColumn frozen = newest; frozen != null; frozen = frozen.older()) {
      if (!frozen.closed()) {
        read |= frozen.reads(page, content, pool);
      }
    }
    return read;
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
