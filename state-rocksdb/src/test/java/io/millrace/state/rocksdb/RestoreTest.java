package io.millrace.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.testkit.SnapshotShelf;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restoring after the program has changed, and what cannot be stored. */
final class RestoreTest {
  private static final int KEYS = 3_000;
  private static final StoreSpec SPEC =
      new StoreSpec("op", 0, KeyGroupRange.of(0, 1, 128), true, Codecs.of(Long.class), true);

  @TempDir private Path directory;

  private StateBackend backend;
  private SnapshotShelf shelf;

  /** As it was. */
  record Narrow(int count) {}

  /** As it is now. */
  record Wide(long count, String note) {}

  /** Not readable from either. */
  record Other(String text) {}

  @BeforeEach
  void start() {
    shelf = new SnapshotShelf(SystemEnvironment.create().files(), directory.resolve("shelf"));
    restart();
  }

  @AfterEach
  void nothingIsLeft() {
    backend.close();
    assertThat(NativeScope.live()).isZero();
    assertThat(DatabaseDirectory.within(directory, "state")).isEmptyDirectory();
  }

  private void restart() {
    if (backend != null) {
      backend.close();
    }
    backend =
        new RocksDbStateBackendProvider()
            .create(
                new BackendContext(
                    SystemEnvironment.create(), "job", directory.resolve("state"), 128 << 10));
  }

  @Test
  void whenASchemaChanged_thenRowsThatAreNotResidentAreRewritten() {
    StoredState stored = storeNarrow();
    try (RocksDbImage image = new RocksDbImage(stored);
        NativeMemory memory = new NativeMemory(1 << 20)) {
      Path copy = DatabaseDirectory.within(directory, "copy");
      image.linkInto(copy);
      Columns columns = new Columns(SPEC, new PagePool(), 1, new Silent());
      columns.restore(image.index().entries(), image.index().uses());
      ColumnEntry from = image.index().entry("value");
      ColumnEntry to = ColumnEntry.of(9, spec(Wide.class));
      try (RowDatabase database = new RowDatabase(copy, memory)) {
        Migration.run(database, columns, from, to, new NarrowAsWide());
        int[] rows = new int[1];
        database.scan(
            RowKeys.firstOfGroup(0),
            RowKeys.firstOfGroup(128),
            (key, row) -> {
              DataReader in = DataReader.of(row);
              assertThat(Slots.retained(RowFormat.life(in))).isEqualTo(1);
              assertThat(in.readLength(0)).isEqualTo(9);
              byte[] value = in.readBytes();
              in.expectEnd();
              long number = DataReader.of(key, 3, 8).readFixedLong() ^ Long.MIN_VALUE;
              assertThat(Codecs.fromBytes(Codecs.of(Wide.class), value))
                  .isEqualTo(new Wide(number, "was narrow"));
              rows[0]++;
            });
        assertThat(rows[0]).isEqualTo(KEYS);
      }
    }
  }

  /** Hears nothing. */
  private static final class Silent implements Columns.Listener {
    @Override
    public void dropped(int column, long namespace) {}

    @Override
    public void migrate(ColumnEntry from, ColumnEntry to, Codec<?> reader) {}
  }

  /** Reads a narrow record as a wide one. */
  private static final class NarrowAsWide implements Codec<Wide> {
    @Override
    public void write(Wide value, DataWriter out) {
      Codecs.of(Wide.class).write(value, out);
    }

    @Override
    public Wide read(DataReader in) {
      return new Wide(Codecs.of(Narrow.class).read(in).count(), "was narrow");
    }

    @Override
    public CodecSchema schema() {
      return Codecs.of(Wide.class).schema();
    }
  }

  @Test
  void whenARecordCannotBeRead_thenBothSchemasAreNamed() {
    StoredState stored = storeNarrow();
    restart();
    KeyedStateStore store = restore(stored);
    assertThat(store.unclaimed()).containsExactly("value");
    assertThatThrownBy(() -> store.objects(spec(Other.class), 0))
        .hasMessageContaining("STATE_INCOMPATIBLE")
        .hasMessageContaining("Narrow")
        .hasMessageContaining("Other");
  }

  @Test
  void whenNamespacesAreAskedFor_thenTheOneWithoutNumberIsAmongThem() {
    StoredState stored = storeNarrow();
    restart();
    assertThat(restore(stored).namespaces(spec(Narrow.class))).containsExactly(0);
  }

  @Test
  void whenAnOperatorWalksOverKeys_thenAllAreThere() {
    StoredState stored = storeNarrow();
    restart();
    KeyedStateStore store = restore(stored);
    ObjectColumn<Narrow> column = store.objects(spec(Narrow.class), 0);
    int seen = 0;
    int bound = store.keys().slotBound();
    for (int slot = 0; slot < bound; slot++) {
      if (store.keys().occupied(slot)) {
        assertThat(column.get(slot)).isEqualTo(new Narrow((int) store.keys().longKeyAt(slot)));
        seen++;
      }
    }
    assertThat(seen).isEqualTo(KEYS);
  }

  @Test
  void whenKeysContainSets_thenTheyStayInMemory() {
    assertThat(SameBytes.of(Codecs.of(String.class).schema())).isTrue();
    assertThat(SameBytes.of(Codecs.of(WithSet.class).schema())).isFalse();
  }

  /** A key whose bytes depend on the order of a set. */
  record WithSet(Set<String> tags) {}

  /** Many keys in little memory, most of them moved out. */
  private StoredState storeNarrow() {
    KeyedStateStore store = backend.open(SPEC);
    store.forgetsSlots();
    ObjectColumn<Narrow> column = store.objects(spec(Narrow.class), 0);
    for (long key = 0; key < KEYS; key++) {
      int slot = slot(store, key);
      column.set(slot, new Narrow((int) key));
      store.retain(slot);
      store.reclaim();
    }
    assertThat(((RocksDbStateStore) store).resident()).isLessThan(KEYS / 2);
    return shelf.store(SPEC, "rocksdb", store.snapshot(2));
  }

  private KeyedStateStore restore(StoredState stored) {
    KeyedStateStore store = backend.open(SPEC);
    try (StateImage image = new RocksDbStateBackendProvider().open(stored)) {
      store.restore(image);
    }
    return store;
  }

  private static ColumnSpec spec(Class<?> type) {
    return ColumnSpec.objects("value", Codecs.of(type));
  }

  private static int slot(KeyedStateStore store, long key) {
    int[] slots = new int[1];
    store.keys().resolve(new long[] {key}, 1, slots);
    return slots[0];
  }
}
