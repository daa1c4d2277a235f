package io.millrace.state.memory;

import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code double} values on the heap. All pages are resident; one that a snapshot reads
 * is copied before its first write.
 */
final class MemoryDoubleColumn extends DoubleColumn implements MemoryColumn {
  private final PagePool pool;
  private final PageWatch watch;

  MemoryDoubleColumn(PagePool pool, long epoch) {
    this.pool = pool;
    this.watch = new PageWatch(pool);
    advanceEpoch(epoch);
  }

  @Override
  protected double @Nullable [] load(int page) {
    return null;
  }

  @Override
  protected double[] fresh(int page) {
    return pool.takeDoubles();
  }

  @Override
  protected double[] beforeWrite(int page, double[] content) {
    if (!watch.reads(page, content)) {
      return content;
    }
    double[] copy = pool.takeDoubles();
    System.arraycopy(content, 0, copy, 0, Pages.SIZE);
    pool.handOverPrimitive();
    return copy;
  }

  @Override
  public void clear() {
    for (int page = 0; page < pageBound(); page++) {
      double[] content = resident(page);
      if (content != null) {
        pool.give(content, watch.reads(page, content));
        release(page);
      }
    }
  }

  @Override
  public void clearSlot(int slot) {
    double[] page = resident(Pages.page(slot));
    if (page != null && Double.doubleToRawLongBits(page[Pages.offset(slot)]) != 0) {
      set(slot, 0.0);
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
