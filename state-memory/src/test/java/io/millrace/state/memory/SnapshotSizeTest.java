package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.SnapshotShelf;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much snapshots write, and how many files and bytes they keep. */
final class SnapshotSizeTest {
  private static final StoreSpec SPEC =
      new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, null, true);
  private static final ColumnSpec NUMBERS = ColumnSpec.longs("numbers");
  private static final int FILES_MAX = 17; // 16 of pages and one of the index

  private final SnapshotShelf shelf = SnapshotShelf.inMemory();
  private final MemoryStateStore store = new MemoryStateStore(SPEC);
  private final Random random = new Random(Seeds.ofRun());

  /** A stored snapshot and what it wrote. */
  private record Written(StoredState stored, long bytes) {}

  @Test
  void whenOneOf250PagesChanged_thenLittleMoreThanThatPageIsWritten() {
    LongColumn column = fill(250);
    Written full = write(2);
    assertThat(full.bytes()).isGreaterThan(250L * Pages.SIZE * Integer.BYTES);
    column.set(100 * Pages.SIZE + 5, 7);
    Written increment = write(3);
    long page = full.bytes() / 250;
    assertThat(increment.bytes() + increment.stored().meta().length)
        .as("bytes of an increment; a page has %s", page)
        .isLessThan(page + 8 * 1024);
    assertThat(write(4).bytes()).as("nothing changed").isZero();
  }

  @Test
  void whenSnapshotsBuildOnOneAnother_thenFilesAndBytesStayBounded() {
    int pages = 40;
    LongColumn column = fill(pages);
    long full = write(2).bytes();
    long writtenInAll = 0;
    for (int epoch = 3; epoch < 400; epoch++) {
      for (int changed = random.nextInt(4); changed > 0; changed--) {
        column.set(random.nextInt(pages * Pages.SIZE), epoch);
      }
      Written last = write(epoch);
      writtenInAll += last.bytes();
      StoredState stored = last.stored();
      assertThat(stored.files()).hasSizeLessThanOrEqualTo(FILES_MAX);
      assertThat(stored.files().stream().mapToLong(stored::length).sum())
          .as("at most half of what is kept is dead")
          .isLessThan(2 * full + full / 4);
      if (epoch % 50 == 0) {
        assertHolds(stored, column, pages);
      }
    }
    assertThat(writtenInAll)
        .as("files that are written again do not make increments as large as full snapshots")
        .isLessThan(398 * full / 4);
  }

  private LongColumn fill(int pages) {
    int keys = pages * Pages.SIZE;
    long[] all = new long[keys];
    Arrays.setAll(all, i -> i);
    int[] slots = new int[keys];
    store.keys().resolve(all, keys, slots);
    LongColumn column = store.longs(NUMBERS, 0);
    for (int slot : slots) {
      store.retain(slot);
      column.set(slot, random.nextInt());
    }
    return column;
  }

  private Written write(long nextEpoch) {
    SnapshotShelf.Attempt attempt = shelf.begin();
    try (StoreSnapshot snapshot = store.snapshot(nextEpoch)) {
      boolean done = false;
      while (!done) {
        done = snapshot.writeSome(attempt);
      }
      StoredState stored = attempt.complete(SPEC, "memory", snapshot.stored());
      snapshot.completed();
      return new Written(stored, attempt.bytes());
    }
  }

  private static void assertHolds(StoredState stored, LongColumn column, int pages) {
    long[] found = new long[pages * Pages.SIZE];
    try (StateImage image = new MemoryStateBackendProvider().open(stored)) {
      image.values(
          image.columns().get(0),
          new StateImage.ValueReceiver() {
            @Override
            public void value(int place, long value) {
              found[place] = value;
            }
          });
    }
    for (int slot = 0; slot < found.length; slot++) {
      if (found[slot] != column.get(slot)) {
        throw new AssertionError(slot + ": " + found[slot] + ", expected " + column.get(slot));
      }
    }
  }
}
