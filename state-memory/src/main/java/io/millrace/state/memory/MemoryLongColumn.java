package io.millrace.state.memory;

import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code long} values on the heap. All pages are resident; one that a snapshot reads is
 * copied before its first write.
 */
final class MemoryLongColumn extends LongColumn implements MemoryColumn {
  private final PagePool pool;
  private final PageWatch watch;

  MemoryLongColumn(PagePool pool, long epoch) {
    this.pool = pool;
    this.watch = new PageWatch(pool);
    advanceEpoch(epoch);
  }

  @Override
  protected long @Nullable [] load(int page) {
    return null;
  }

  @Override
  protected long[] fresh(int page) {
    return pool.takeLongs();
  }

  @Override
  protected long[] beforeWrite(int page, long[] content) {
    if (!watch.reads(page, content)) {
      return content;
    }
    long[] copy = pool.takeLongs();
    System.arraycopy(content, 0, copy, 0, Pages.SIZE);
    pool.handOverPrimitive();
    return copy;
  }

  @Override
  public void clear() {
    for (int page = 0; page < pageBound(); page++) {
      long[] content = resident(page);
      if (content != null) {
        pool.give(content, watch.reads(page, content));
        release(page);
      }
    }
  }

  @Override
  public void clearSlot(int slot) {
    long[] page = resident(Pages.page(slot));
    if (page != null && page[Pages.offset(slot)] != 0) {
      set(slot, 0);
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
    return false;
  }

  @Override
  public PageWatch watch() {
    return watch;
  }
}
