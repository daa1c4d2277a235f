package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StateImage.StoredColumn;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.SnapshotShelf;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The owner goes on while another thread writes: whatever the order in which the two come to a
 * page, the snapshot shows the moment it was taken at.
 */
final class SnapshotRaceTest {
  private static final StoreSpec SPEC =
      new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, Codecs.of(Long.class), true);
  private static final Codec<long[]> ARRAYS = Codecs.of(long[].class);
  private static final ColumnSpec NUMBERS = ColumnSpec.longs("numbers");
  private static final ColumnSpec SLICES = ColumnSpec.longs("slices");
  private static final ColumnSpec OBJECTS = ColumnSpec.objects("objects", ARRAYS);
  private static final int KEYS = 4 * Pages.SIZE;
  private static final int ROUNDS = 60;

  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private final SnapshotShelf shelf = SnapshotShelf.inMemory();
  private final MemoryStateStore store = new MemoryStateStore(SPEC);

  /** What the columns hold by slot. */
  private final long[] numbers = new long[KEYS];

  private final long[] objects = new long[KEYS];
  private long slice = 1;

  @AfterEach
  void stopWriter() {
    writer.shutdownNow();
  }

  @Test
  void whenTheOwnerChangesWhatTheWriterWrites_thenNoSnapshotShowsIt() throws Exception {
    Random random = new Random(Seeds.ofRun());
    fill();
    for (int round = 1; round <= ROUNDS; round++) {
      StoreSnapshot snapshot = store.snapshot(round + 1L);
      long[] numbersThen = numbers.clone();
      long[] objectsThen = objects.clone();
      long sliceThen = slice;
      boolean completes = random.nextInt(4) > 0;
      Future<StoredState> written = writer.submit(() -> write(snapshot, completes));
      change(random, round);
      try {
        check(written.get(), numbersThen, objectsThen, sliceThen);
      } catch (ExecutionException | AssertionError e) {
        throw new AssertionError("round " + round + ", replay: -Dseed=" + Seeds.ofRun(), e);
      }
    }
  }

  private void fill() {
    long[] keys = new long[KEYS];
    int[] slots = new int[KEYS];
    Arrays.setAll(keys, i -> i);
    store.keys().resolve(keys, KEYS, slots);
    for (int slot = 0; slot < KEYS; slot++) {
      assertThat(slots[slot]).isEqualTo(slot);
      store.retain(slot);
      store.longs(NUMBERS, 0).set(slot, 1);
      store.longs(SLICES, slice).set(slot, slice);
      store.<long[]>objects(OBJECTS, 0).set(slot, new long[] {1, 1});
      numbers[slot] = 1;
      objects[slot] = 1;
    }
  }

  private StoredState write(StoreSnapshot snapshot, boolean completes) {
    SnapshotShelf.Attempt attempt = shelf.begin();
    try (snapshot) {
      boolean done = false;
      while (!done) {
        done = snapshot.writeSome(attempt);
      }
      if (completes) {
        StoredState stored = attempt.complete(SPEC, "memory", snapshot.stored());
        snapshot.completed();
        return stored;
      }
      return shelf.peek(SPEC, "memory", snapshot.stored());
    }
  }

  /** Goes over the pages in any order; a slice is dropped and its pages come back as another's. */
  private void change(Random random, long round) {
    LongColumn longs = store.longs(NUMBERS, 0);
    ObjectColumn<long[]> arrays = store.objects(OBJECTS, 0);
    int from = random.nextInt(KEYS);
    int step = 1 + 2 * random.nextInt(2 * Pages.SIZE);
    int count = random.nextInt(KEYS);
    int dropAt = random.nextInt(KEYS);
    for (int i = 0; i < count; i++) {
      int slot = (int) ((from + (long) i * step) % KEYS);
      longs.set(slot, round + 1);
      numbers[slot] = round + 1;
      long[] array = arrays.change(slot);
      assertThat(array).isNotNull();
      array[0] = round + 1;
      array[1] = round + 1;
      objects[slot] = round + 1;
      if (i == dropAt) {
        store.drop(SLICES, slice);
        slice++;
        for (int other = 0; other < KEYS; other++) {
          store.longs(SLICES, slice).set(other, slice);
        }
      }
    }
  }

  private static void check(StoredState stored, long[] numbers, long[] objects, long slice) {
    try (StateImage image = new MemoryStateBackendProvider().open(stored)) {
      long[] keys = new long[KEYS];
      long[] slices = new long[KEYS];
      long[] foundNumbers = new long[KEYS];
      long[] foundObjects = new long[KEYS];
      image.keys(
          new StateImage.KeyReceiver() {
            @Override
            public void key(int place, long key, int retained) {
              keys[place] = key + retained;
            }

            @Override
            public void key(int place, DataReader key, int retained) {
              throw new AssertionError("keys are longs");
            }
          });
      Arrays.setAll(keys, i -> keys[i] - i);
      assertThat(keys).as("retained once").containsOnly(1);
      for (StoredColumn column : image.columns()) {
        image.values(
            column, into(column.name().equals("slices") ? slices : foundNumbers, foundObjects));
      }
      assertThat(foundNumbers).isEqualTo(numbers);
      assertThat(foundObjects).isEqualTo(objects);
      assertThat(slices).containsOnly(slice);
    }
  }

  private static StateImage.ValueReceiver into(long[] numbers, long[] objects) {
    return new StateImage.ValueReceiver() {
      @Override
      public void value(int place, long value) {
        numbers[place] = value;
      }

      @Override
      public void value(int place, DataReader value) {
        long[] array = ARRAYS.read(value);
        assertThat(array[0]).as("torn at %s", place).isEqualTo(array[1]);
        objects[place] = array[0];
      }
    };
  }
}
