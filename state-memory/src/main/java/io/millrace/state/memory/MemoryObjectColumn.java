package io.millrace.state.memory;

import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of objects on the heap. All pages are resident. A page that a snapshot shows is copied
 * before its first write; if operators may change the objects in place, each of them is encoded for
 * the snapshot before it may change instead.
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
  protected void beforeChange(int page, int place) {
    shown(watch.keep(page, place));
  }

  @Override
  public void shownBy(FrozenColumn frozen) {
    watch.add(frozen);
    shown(changesInPlace);
  }

  @Override
  public void clear() {
    for (int page = 0; page < pageBound(); page++) {
      if (resident(page) != null) {
        watch.keepAll(page); // what was in here may be changed elsewhere from now on
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
}
