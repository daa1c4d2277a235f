package io.millrace.state.rocksdb;

import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import org.jspecify.annotations.Nullable;

/**
 * A column of objects whose pages are on the heap. One that a snapshot reads is copied before its
 * first write; if its objects may change in place, each of them is encoded for the snapshot before
 * it may change instead.
 *
 * <p>After a restore it is <em>raw</em> until its operator asks for it with a codec: it holds the
 * encoded bytes of each value.
 */
final class ResidentObjects<T> extends ObjectColumn<T> implements ResidentColumn {
  private final PagePool pool;
  private final Runnable onClear;
  private @Nullable FrozenColumn reader;

  /** Tells {@code onClear} when it is emptied as a whole. */
  ResidentObjects(PagePool pool, long epoch, Runnable onClear) {
    this.pool = pool;
    this.onClear = onClear;
    advanceEpoch(epoch);
  }

  /** Decodes what it holds; from then on it is not raw any more. */
  void decode(Codec<?> codec) {
    for (int page = 0; page < pageBound(); page++) {
      if (resident(page) != null) {
        Object[] content = writable(page);
        for (int i = 0; i < content.length; i++) {
          if (content[i] instanceof byte[] encoded) {
            DataReader in = DataReader.of(encoded);
            content[i] = codec.read(in);
            in.expectEnd();
          }
        }
      }
    }
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
    FrozenColumn snapshot = reader;
    if (snapshot == null || !snapshot.holds(page, content)) {
      return content;
    }
    Object[] copy = pool.takeObjects();
    System.arraycopy(content, 0, copy, 0, Pages.SIZE);
    pool.leaveObjects();
    return copy;
  }

  @Override
  protected void beforeChange(int page, int place) {
    FrozenColumn snapshot = reader;
    if (snapshot == null || snapshot.finished()) {
      shown(false);
    } else {
      snapshot.keep(page, place, pool.scratch());
    }
  }

  @Override
  public void clear() {
    onClear.run();
    forget();
  }

  @Override
  public void forget() {
    for (int page = 0; page < pageBound(); page++) {
      if (resident(page) != null) {
        keepAll(page); // what was in here may be changed elsewhere from now on
        pool.leaveObjects();
        release(page);
      }
    }
  }

  private void keepAll(int page) {
    FrozenColumn snapshot = reader;
    for (int place = 0; snapshot != null && !snapshot.finished() && place < Pages.SIZE; place++) {
      snapshot.keep(page, place, pool.scratch());
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
    shown(newReader != null && newReader.mayChange());
  }
}
