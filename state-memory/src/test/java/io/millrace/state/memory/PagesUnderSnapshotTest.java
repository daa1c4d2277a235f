package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codecs;
import org.junit.jupiter.api.Test;

/** What a snapshot costs the store that goes on writing: copies, only while it is open. */
final class PagesUnderSnapshotTest {
  private static final ColumnSpec ARRAYS = ColumnSpec.objects("arrays", Codecs.of(long[].class));
  private static final ColumnSpec LONGS = ColumnSpec.longs("l");

  private static MemoryStateStore store() {
    return new MemoryStateStore(new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, null));
  }

  @Test
  void whenASnapshotIsOpen_thenAPageIsCopiedOnceAndOnlyWhenWritten() {
    MemoryStateStore store = store();
    LongColumn column = store.longs(LONGS, 0);
    column.set(0, 1);
    column.set(Pages.SIZE, 1);
    long[] first = column.readable(0);
    long[] second = column.readable(1);
    StoreSnapshot frozen = store.snapshot(2);
    column.set(0, 2);
    long[] copy = column.readable(0);
    assertThat(copy).isNotSameAs(first);
    assertThat(column.readable(1)).isSameAs(second);
    store.advanceEpoch(3);
    column.set(0, 3);
    assertThat(column.readable(0)).as("the snapshot does not read the copy").isSameAs(copy);
    frozen.close();
    column.set(Pages.SIZE, 2);
    assertThat(column.readable(1)).as("no snapshot is open").isSameAs(second);
  }

  @Test
  void whenObjectsChangeInPlaceUnderASnapshot_thenTheirPageIsNotCopied() {
    MemoryStateStore store = store();
    ObjectColumn<long[]> column = store.objects(ARRAYS, 0);
    long[] array = {5};
    column.set(1, array);
    Object[] page = column.readable(0);
    StoreSnapshot frozen = store.snapshot(2);

    assertThat(column.change(1)).isSameAs(array);
    column.set(2, new long[] {6});

    assertThat(column.readable(0)).isSameAs(page);
    frozen.close();
  }

  @Test
  void whenPagesAreMadeWritableTogether_thenASnapshotKeepsItsOwn() {
    MemoryStateStore store = store();
    LongColumn column = store.longs(LONGS, 0);
    column.set(1, 5);
    long[] first = column.readable(0);
    StoreSnapshot frozen = store.snapshot(2);

    long[][] pages = column.writablePages(3);
    pages[0][1] = 6;
    pages[2][7] = 8;

    assertThat(pages[0]).as("the snapshot reads the other").isNotSameAs(first);
    assertThat(first[1]).isEqualTo(5);
    assertThat(column.get(1)).isEqualTo(6);
    assertThat(column.get(Pages.SIZE)).isZero();
    assertThat(column.get(2 * Pages.SIZE + 7)).isEqualTo(8);
    assertThat(column.writablePages(2)[0]).isSameAs(pages[0]);
    frozen.close();
  }

  @Test
  void whenASliceIsDroppedEachSecond_thenItsPagesComeBack() {
    MemoryStateStore store = store();
    long[] page = null;
    for (long slice = 1; slice < 50; slice++) {
      LongColumn column = store.longs(LONGS, slice);
      column.set(7, slice);
      assertThat(column.get(8)).isZero();
      if (page != null) {
        assertThat(column.readable(0)).isSameAs(page);
      }
      page = column.readable(0);
      store.drop(LONGS, slice);
      assertThat(store.pool().kept()).isEqualTo(1);
    }
  }

  @Test
  void whenADroppedColumnIsPartOfASnapshot_thenItsPagesAreLeftToIt() {
    MemoryStateStore store = store();
    store.longs(LONGS, 1).set(7, 42);
    StoreSnapshot frozen = store.snapshot(2);
    store.drop(LONGS, 1);
    assertThat(store.pool().kept()).isZero();
    store.longs(LONGS, 2).set(7, 43);
    frozen.close();
  }

  @Test
  void whenMuchIsDropped_thenThePoolStaysBounded() {
    MemoryStateStore store = store();
    LongColumn column = store.longs(LONGS, 1);
    for (int page = 0; page < 2 * PagePool.KEPT_MAX; page++) {
      column.set(page * Pages.SIZE, 1);
    }
    long full = store.estimatedBytes();
    store.drop(LONGS, 1);
    assertThat(store.pool().kept()).isEqualTo(PagePool.KEPT_MAX);
    assertThat(store.estimatedBytes()).isLessThan(full * 6 / 10);
  }
}
