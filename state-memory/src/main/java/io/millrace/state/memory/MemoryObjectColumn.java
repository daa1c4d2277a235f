package io.millrace.state.memory;

import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of objects on the heap. All pages are resident. Of a page that a snapshot shows and that
 * is about to be written the objects are encoded first, because operators change them in place; if
 * they never do, as with keys, the page is copied instead.
 */
final class MemoryObjectColumn<T> extends ObjectColumn<T> implements MemoryColumn {
  private final PagePool pool;
  private final PageWatch watch;
  private final boolean changesInPlace;

  MemoryObjectColumn(PagePool pool, long epoch, boolean changesInPlace) {
    this.pool = pool;
    this.watch = new PageWatch(pool);
    this.changesInPlace = changesInPlace;
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
    if (!watch.reads(page, content)) {
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
        watch.reads(page, content); // what was in here may be changed elsewhere from now on
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
    watch.forgetClosed();
    advanceEpoch(epoch);
  }

  @Override
  public int bound() {
    return pageBound();
  }

  @Override
  public @Nullable Object content(int page) {
    return resident(page);
  }

  @Override
  public long lastWrite(int page) {
    return writtenIn(page);
  }

  @Override
  public boolean changesInPlace() {
    return changesInPlace;
  }

  @Override
  public PageWatch watch() {
    return watch;
  }
}
