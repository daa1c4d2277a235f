package io.millrace.state.memory;

import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code long} values on the heap. Pages are resident unless packed; one that a
 * snapshot reads is copied before its first write.
 */
final class MemoryLongColumn extends LongColumn implements MemoryColumn {
  private final PagePool pool;
  private final PageWatch watch;
  private final PackedPages packed;

  MemoryLongColumn(PagePool pool, long epoch) {
    this.pool = pool;
    this.watch = new PageWatch(pool);
    this.packed = new PackedPages(pool);
    advanceEpoch(epoch);
  }

  @Override
  protected long @Nullable [] load(int page) {
    Packed known = packed.get(page);
    if (known == null) {
      return null;
    }
    long[] content = pool.takeLongs();
    known.unpack(content);
    return content;
  }

  @Override
  protected long peekAbsent(int slot) {
    Packed known = packed.get(Pages.page(slot));
    return known == null ? 0 : known.bitsAt(Pages.offset(slot));
  }

  @Override
  public void pack() {
    for (int page = 0; page < pageBound(); page++) {
      long[] content = resident(page);
      if (content != null) {
        pack(page, content);
      }
    }
  }

  private void pack(int page, long[] content) {
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
  protected long[] fresh(int page) {
    return pool.takeLongs();
  }

  @Override
  protected long[] beforeWrite(int page, long[] content) {
    packed.forget(page);
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
    packed.clear();
  }

  @Override
  public void clearSlot(int slot) {
    long[] page = resident(Pages.page(slot));
    if (page != null && page[Pages.offset(slot)] != 0) {
      set(slot, 0);
    } else if (page == null && peekAbsent(slot) != 0) {
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
