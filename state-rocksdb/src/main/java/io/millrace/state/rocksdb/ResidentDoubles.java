package io.millrace.state.rocksdb;

import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code double} values whose pages are on the heap. One that a snapshot reads is
 * copied before its first write.
 */
final class ResidentDoubles extends DoubleColumn implements ResidentColumn {
  private final PagePool pool;
  private final Runnable onClear;
  private @Nullable FrozenColumn reader;

  /** Tells {@code onClear} when it is emptied as a whole. */
  ResidentDoubles(PagePool pool, long epoch, Runnable onClear) {
    this.pool = pool;
    this.onClear = onClear;
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
    FrozenColumn snapshot = reader;
    if (snapshot == null || !snapshot.holds(page, content)) {
      return content;
    }
    double[] copy = pool.takeDoubles();
    System.arraycopy(content, 0, copy, 0, Pages.SIZE);
    pool.leavePrimitive();
    return copy;
  }

  @Override
  public void clear() {
    onClear.run();
    forget();
  }

  @Override
  public void forget() {
    FrozenColumn snapshot = reader;
    for (int page = 0; page < pageBound(); page++) {
      double[] content = resident(page);
      if (content != null) {
        if (snapshot == null || snapshot.finished()) {
          pool.give(content);
        } else {
          pool.leavePrimitive();
        }
        release(page);
      }
    }
  }

  @Override
  public void clearSlot(int slot) {
    double[] page = resident(Pages.page(slot));
    if (page != null && Double.doubleToRawLongBits(page[Pages.offset(slot)]) != 0) {
      set(slot, 0);
    }
  }

  @Override
  public void startEpoch(long epoch) {
    advanceEpoch(epoch);
  }

  @Override
  public @Nullable Object page(int page) {
    return resident(page);
  }

  @Override
  public void touchPage(int page) {
    writable(page);
  }

  @Override
  public long pageWrittenIn(int page) {
    return writtenIn(page);
  }

  @Override
  public int pagesBound() {
    return pageBound();
  }

  @Override
  public void freeze(@Nullable FrozenColumn newReader) {
    reader = newReader;
  }
}
