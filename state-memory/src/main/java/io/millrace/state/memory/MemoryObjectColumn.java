package io.millrace.state.memory;

import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of objects on the heap. All pages are resident; one that a snapshot reads is copied
 * before its first write. A snapshot freezes the references, not what they refer to: whoever
 * changes a value in place must be asked to copy it first.
 */
final class MemoryObjectColumn<T> extends ObjectColumn<T> implements MemoryColumn {
  private final PagePool pool;

  MemoryObjectColumn(PagePool pool, long epoch) {
    this.pool = pool;
    advanceEpoch(epoch);
  }

  @Override
  protected Object @Nullable [] load(int page) {
    return null;
  }

  @Override
  protected Object[] fresh(int page) {
    return pool.takeObjects();
  }

  @Override
  protected Object[] beforeWrite(int page, Object[] content) {
    if (!pool.readBySnapshot(writtenIn(page))) {
      return content;
    }
    Object[] copy = pool.takeObjects();
    System.arraycopy(content, 0, copy, 0, Pages.SIZE);
    pool.giveObjects();
    return copy;
  }

  @Override
  public void clear() {
    for (int page = 0; page < pageBound(); page++) {
      Object[] content = resident(page);
      if (content != null) {
        pool.giveObjects();
        release(page);
      }
    }
  }

  @Override
  public void clearSlot(int slot) {
    Object[] page = resident(Pages.page(slot));
    if (page != null && page[Pages.offset(slot)] != null) {
      set(slot, null);
    }
  }

  @Override
  public void startEpoch(long epoch) {
    advanceEpoch(epoch);
  }

  @Override
  @SuppressWarnings("NullAway") // an absent page is null in the array by design
  public Object[] freeze() {
    Object[] pages = new Object[pageBound()];
    for (int page = 0; page < pages.length; page++) {
      pages[page] = resident(page);
    }
    return pages;
  }
}
