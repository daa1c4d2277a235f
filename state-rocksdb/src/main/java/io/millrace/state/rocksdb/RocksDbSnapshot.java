package io.millrace.state.rocksdb;

import io.millrace.api.backend.Pages;
import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.codec.Codec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes one moment of a store into its database, cuts a copy of the database, and gives the files
 * of the copy to the checkpoint.
 *
 * <p>Until the copy is cut, nothing newer than the barrier may reach the database; the store keeps
 * what it would write in its outbox. If that grows too large, the store's thread cuts the copy
 * itself ({@link #cut}). Afterwards the store and this snapshot have nothing to do with each other.
 *
 * <p>Thread-safe: the writer's and the store's thread take turns under the monitor.
 */
final class RocksDbSnapshot implements StoreSnapshot {
  /** The format of what it writes. */
  static final String FORMAT = "rocksdb/1";

  private static final int BATCH_BYTES = 16 << 20;
  private static final int ROWS_A_PIECE = 4096;

  private final RocksDbStateStore store;
  private final FrozenStore frozen;
  private final Supplier<RowDatabase> databases;
  private final RowCollector collector;
  private final List<Path> runs = new ArrayList<>();
  private final Map<String, String> linked = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();
  private RowBatch batch = new RowBatch();
  private @Nullable SortedRun run;
  private @Nullable List<Path> copied;
  private @Nullable Path copy;
  private boolean outboxTaken;
  private int nextPage;
  private int nextNamespace;
  private int nextFile;
  private String index = "";
  private volatile boolean written;
  private volatile boolean givenUp;
  private boolean closed;

  @SuppressWarnings("unchecked") // the spec's codec fits its keys
  RocksDbSnapshot(RocksDbStateStore store, FrozenStore frozen, Supplier<RowDatabase> databases) {
    this.store = store;
    this.frozen = frozen;
    this.databases = databases;
    this.collector =
        new RowCollector(
            frozen, store.spec().range().groups(), (Codec<Object>) store.spec().keyCodec());
  }

  FrozenStore frozen() {
    return frozen;
  }

  /** Everything is in the database. */
  boolean written() {
    return written;
  }

  /** It was closed before everything was in the database. */
  boolean givenUp() {
    return givenUp;
  }

  @Override
  public synchronized boolean writeSome(SnapshotFiles files) {
    checkOpen();
    List<Path> cut = copied;
    if (cut == null) {
      prepare();
      return false;
    }
    if (nextFile < cut.size()) {
      take(cut.get(nextFile++), files);
      return false;
    }
    if (index.isEmpty()) {
      index = new SnapshotIndex(store.spec(), frozen, linked).write(cut, collector, files);
      names.add(index);
    }
    return true;
  }

  /** Brings it to where the store may write to its database again. */
  synchronized void cut() {
    while (!closed && copied == null) {
      prepare();
    }
  }

  /** One piece of the work before the cut. */
  private void prepare() {
    SortedRun writing = run;
    if (writing != null) {
      if (writing.write(ROWS_A_PIECE)) {
        runs.add(writing.file());
        run = null;
      }
    } else if (batch.bytes() >= BATCH_BYTES || (collected() && batch.count() > 0)) {
      run = databases.get().begin(batch);
      batch = new RowBatch();
    } else if (!outboxTaken) {
      outboxTaken = true;
      ColdRows.addTo(batch, frozen.outbox());
    } else if (nextPage << Pages.SHIFT < frozen.wanted().length) {
      collector.keys(nextPage++, batch);
    } else if (nextNamespace < frozen.namespaced().size()) {
      collectNamespace(frozen.namespaced().get(nextNamespace++));
    } else {
      cutNow();
    }
  }

  private boolean collected() {
    return outboxTaken
        && nextPage << Pages.SHIFT >= frozen.wanted().length
        && nextNamespace >= frozen.namespaced().size();
  }

  private void collectNamespace(FrozenStore.FrozenNamespace namespaced) {
    for (int page = 0; page < namespaced.column().pageBound(); page++) {
      collector.values(namespaced, page, batch);
    }
    namespaced.column().finish();
  }

  private void cutNow() {
    RowDatabase database = databases.get();
    Path target =
        database
            .directory()
            .resolveSibling(database.directory().getFileName() + "-epoch-" + frozen.epoch());
    copy = target;
    for (RocksDbStateStore.DeadRange range : frozen.dead()) {
      database.deleteRange(range.from(), range.to());
    }
    database.ingest(runs);
    runs.clear();
    try {
      database.copyTo(target);
    } finally {
      written = true; // not before: the store may write what is newer from here on
    }
    copied = DatabaseDirectory.files(target);
  }

  private void take(Path file, SnapshotFiles files) {
    String own = String.valueOf(file.getFileName());
    if (!own.endsWith(".sst")) {
      return; // small and changing: part of the index
    }
    String before = store.linked().get(own);
    if (before == null) {
      before = files.link(file, "sst");
    } else {
      files.reuse(before);
    }
    linked.put(own, before);
    names.add(before);
  }

  @Override
  public synchronized Stored stored() {
    return new Stored(FORMAT, index.getBytes(StandardCharsets.UTF_8), List.copyOf(names));
  }

  @Override
  public synchronized void completed() {
    store.completed(Map.copyOf(linked));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (run != null) {
      run.close();
      DatabaseDirectory.delete(run.file());
    }
    runs.forEach(DatabaseDirectory::delete);
    if (copy != null) {
      DatabaseDirectory.delete(copy);
    }
    frozen.release();
    givenUp = !written;
  }

  private void checkOpen() {
    if (closed) {
      throw new MillraceException(
          ApiError.CHECKPOINT_FAILED,
          "the snapshot of operator '"
              + store.spec().operatorId()
              + "' was closed before it was written.");
    }
  }
}
