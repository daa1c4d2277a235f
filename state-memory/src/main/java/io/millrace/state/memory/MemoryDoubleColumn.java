package io.millrace.state.memory;

import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code double} values on the heap. Pages are resident unless packed; one that a
 * snapshot reads is copied before its first write.
 */
final class MemoryDoubleColumn extends DoubleColumn implements MemoryColumn {
  private final PagePool pool;
  private final PageWatch watch;
  private final PackedPages packed;

  MemoryDoubleColumn(PagePool pool, long epoch) {
    this.pool = pool;
    this.watch = new PageWatch(pool);
    this.packed = new PackedPages(pool);
    advanceEpoch(epoch);
  }

  @Override
  protected double @Nullable [] load(int page) {
    Packed known = packed.get(page);
    if (known == null) {
      return null;
    }
    double[] content = pool.takeDoubles();
    known.unpack(content);
    return content;
  }

  @Override
  protected double peekAbsent(int slot) {
    Packed known = packed.get(Pages.page(slot));
    return known == null ? 0 : Double.longBitsToDouble(known.bitsAt(Pages.offset(slot)));
  }

  @Override
  public void pack() {
    for (int page = 0; page < pageBound(); page++) {
      double[] content = resident(page);
      if (content != null) {
        pack(page, content);
      }
    }
  }

  private void pack(int page, double[] content) {
    if (packed.get(page) == null) {
      Packed made = Packed.of(content, writtenIn(page));
      if (made == null) {
        return;
      }
      packed.put(page, made);
    }
    pool.give(content, watch.reads(page, content));
    release(page);
  }

  @Override
  protected double[] fresh(int page) {
    return pool.takeDoubles();
  }

  @Override
  protected double[] beforeWrite(int page, double[] content) {
    packed.forget(page);
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
    packed.clear();
  }

  @Override
  public void clearSlot(int slot) {
    double[] page = resident(Pages.page(slot));
    if (page != null && Double.doubleToRawLongBits(page[Pages.offset(slot)]) != 0) {
      set(slot, 0.0);
    } else if (page == null && Double.doubleToRawLongBits(peekAbsent(slot)) != 0) {
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
    Packed known = packed.get(page);
    return known != null ? known : resident(page);
  }

  @Override
  public long lastWrite(int page) {
    Packed known = packed.get(page);
    return known != null ? known.lastWrite() : writtenIn(page);
  }

  @Override
  public boolean changesInPlace() {
    return false;
  }

  @Override
  public void shownBy(FrozenColumn frozen) {
    watch.add(frozen);
  }
}
