package io.millrace.state.memory;

import io.millrace.api.backend.ShownObjects;
import io.millrace.api.codec.DataWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A column as a snapshot shows it: which pages are still to be written down, and where the others
 * lie. The owner asks {@link #reads} before it changes a page, the writer says {@link #stored} when
 * it does not need the page any more.
 */
final class FrozenColumn {
  private final MemoryColumn column;
  private final long namespace;
  private final AtomicBoolean closed;

  /**
   * By page number what is to be written: an array that must not change, or {@link ShownObjects};
   * null where nothing is (any more). Null if that holds for all pages.
   */
  private final @Nullable AtomicReferenceArray<@Nullable Object> pending;

  private final @Nullable Block[] blocks;

  /** The next older snapshot of the same column; the store's thread only. */
  private @Nullable FrozenColumn older;

  FrozenColumn(
      MemoryColumn column,
      long namespace,
      AtomicBoolean closed,
      @Nullable AtomicReferenceArray<@Nullable Object> pending,
      @Nullable Block[] blocks) {
    this.column = column;
    this.namespace = namespace;
    this.closed = closed;
    this.pending = pending;
    this.blocks = blocks;
  }

  MemoryColumn column() {
    return column;
  }

  long namespace() {
    return namespace;
  }

  /** Where the pages lie, by number; null where there is no page. Complete when all is written. */
  @Nullable Block[] blocks() {
    return blocks;
  }

  @Nullable FrozenColumn older() {
    return older;
  }

  void setOlder(@Nullable FrozenColumn snapshot) {
    older = snapshot;
  }

  boolean closed() {
    return closed.get();
  }

  /** True if that array is still to be written down, and must not change until then. */
  boolean reads(int page, Object content) {
    return page < pendingBound() && pending(page) == content;
  }

  /** Keeps the object at a place of a page, if it is still to be written down. */
  void keep(int page, int place, DataWriter scratch) {
    if (page < pendingBound() && pending(page) instanceof ShownObjects objects) {
      objects.keep(place, scratch);
    }
  }

  /** Keeps all objects of a page that are still to be written down. */
  void keepAll(int page, DataWriter scratch) {
    if (page < pendingBound() && pending(page) instanceof ShownObjects objects) {
      objects.keepAll(scratch);
    }
  }

  /** How many page numbers there are to look at for the writer. */
  int pendingBound() {
    return pending == null ? 0 : pending.length();
  }

  /** What is to be written for a page, or null. */
  @Nullable Object pending(int page) {
    return pending == null ? null : pending.getAcquire(page);
  }

  /** The page has been written down and may change from now on. */
  void stored(int page, Block block) {
    blocks[page] = block;
    if (pending != null) {
      pending.setRelease(page, null);
    }
  }
}
