package io.millrace.state.rocksdb;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.EnvOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteOptions;

/**
 * The database of one store: sorted rows of bytes. It is a cache of what does not fit into memory
 * and the form in which a checkpoint is kept; it has no log of its own, because what is newer than
 * the last checkpoint is read again from the sources. Rows come in as whole sorted files.
 * Thread-safe, apart from {@link #close}.
 */
final class RowDatabase implements AutoCloseable {
  private static final int BLOOM_BITS = 10;
  private static final int BLOCK_BYTES = 8 << 10;
  private static final long FILE_BYTES = 32L << 20;
  private static final long BUFFER_BYTES = 4L << 20;

  private final NativeScope scope = new NativeScope();
  private final Path directory;
  private final Options options;
  private final EnvOptions environment;
  private final ReadOptions reading;
  private final WriteOptions writing;
  private final IngestExternalFileOptions ingesting;
  private final RocksDB database;
  private long runs;

  /** Opens the database in a directory, which may be empty. */
  RowDatabase(Path directory, NativeMemory memory) {
    this(directory, memory, false);
  }

  /** Opens a database to be read only. */
  static RowDatabase readOnly(Path directory, NativeMemory memory) {
    return new RowDatabase(directory, memory, true);
  }

  private RowDatabase(Path directory, NativeMemory memory, boolean readOnly) {
    this.directory = directory;
    options = options(memory);
    environment = scope.own(new EnvOptions());
    reading = scope.own(new ReadOptions());
    writing = scope.own(new WriteOptions()).setDisableWAL(true);
    ingesting =
        scope
            .own(new IngestExternalFileOptions())
            .setMoveFiles(true)
            .setAllowGlobalSeqNo(true)
            .setAllowBlockingFlush(true);
    try {
      database =
          scope.own(
              readOnly
                  ? RocksDB.openReadOnly(options, directory.toString())
                  : RocksDB.open(options, directory.toString()));
    } catch (RocksDBException e) {
      scope.close();
      throw failed("open a database", e);
    }
  }

  private Options options(NativeMemory memory) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(memory.cache())
            .setFilterPolicy(scope.own(new BloomFilter(BLOOM_BITS)))
            .setBlockSize(BLOCK_BYTES)
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    return scope
        .own(new Options())
        .setCreateIfMissing(true)
        .setAvoidFlushDuringShutdown(true) // its files are deleted when it is closed
        .setTableFormatConfig(table)
        .setWriteBufferManager(memory.writeBuffers())
        .setWriteBufferSize(BUFFER_BYTES)
        .setTargetFileSizeBase(FILE_BYTES)
        .setMaxBytesForLevelBase(8 * FILE_BYTES)
        .setLevelCompactionDynamicLevelBytes(true)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
        .setInfoLogLevel(InfoLogLevel.FATAL_LEVEL)
        .setKeepLogFileNum(1)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /** Receives rows. */
  @FunctionalInterface
  interface RowVisitor {
    /** A row; the arrays are the receiver's. */
    void row(byte[] key, byte[] value);
  }

  /** The values of many keys at once; null for a key that has no row. */
  @SuppressWarnings("NullAway") // the library gives null for an absent row
  List<byte @Nullable []> get(List<byte[]> keys) {
    try {
      return database.multiGetAsList(reading, keys);
    } catch (RocksDBException e) {
      throw failed("read rows", e);
    }
  }

  /** Begins a sorted file that may be taken in later. Not thread-safe with itself. */
  SortedRun begin(RowBatch rows) {
    Path file;
    synchronized (this) {
      file = directory.resolve("run-" + runs++ + ".part");
    }
    return new SortedRun(rows, file, options, environment);
  }

  /** Takes in sorted files, which become the database's; a later one goes before an earlier one. */
  void ingest(List<Path> files) {
    if (files.isEmpty()) {
      return;
    }
    try {
      database.ingestExternalFile(files.stream().map(Path::toString).toList(), ingesting);
    } catch (RocksDBException e) {
      throw failed("take in sorted files", e);
    }
  }

  /** Writes rows at once. */
  void write(RowBatch rows) {
    if (rows.count() == 0) {
      return;
    }
    try (SortedRun run = begin(rows)) {
      run.write(Integer.MAX_VALUE);
      ingest(List.of(run.file()));
    }
  }

  /** Deletes the rows from one key to before another. */
  void deleteRange(byte[] from, byte[] to) {
    try {
      database.deleteRange(writing, from, to);
    } catch (RocksDBException e) {
      throw failed("delete rows", e);
    }
  }

  /** Makes a copy of the database as it is, of hard links, in a directory that must not exist. */
  void copyTo(Path target) {
    try (NativeScope local = new NativeScope()) {
      local.own(Checkpoint.create(database)).createCheckpoint(target.toString());
    } catch (RocksDBException e) {
      throw failed("make a checkpoint of a database", e);
    }
  }

  /** Visits the rows from one key to before another, in order. */
  void scan(byte[] from, byte[] to, RowVisitor visitor) {
    try (RowCursor cursor = cursor(from, to)) {
      while (cursor.valid()) {
        visitor.row(cursor.key(), cursor.value());
        cursor.next();
      }
    }
  }

  /** True if there is a row from one key to before another. */
  boolean has(byte[] from, byte[] to) {
    try (RowCursor cursor = cursor(from, to)) {
      return cursor.valid();
    }
  }

  /** The namespaces in which a column has rows. */
  long[] namespaces(int column) {
    List<Long> found = new ArrayList<>();
    byte[] end = RowKeys.endOfColumn(column);
    try (RowCursor cursor = cursor(RowKeys.firstOfNamespace(column, Long.MIN_VALUE), end)) {
      while (cursor.valid()) {
        long namespace = RowKeys.namespaceOf(cursor.key());
        found.add(namespace);
        cursor.seek(RowKeys.endOfNamespace(column, namespace));
      }
    }
    return found.stream().mapToLong(Long::longValue).toArray();
  }

  /** A cursor over the rows from one key to before another. Close it. */
  RowCursor cursor(byte[] from, byte[] to) {
    NativeScope local = new NativeScope();
    ReadOptions bounded = local.own(new ReadOptions());
    bounded.setIterateUpperBound(local.own(new Slice(to)));
    bounded.setFillCache(false);
    RocksIterator iterator = local.own(database.newIterator(bounded));
    iterator.seek(from);
    return new RowCursor(local, iterator);
  }

  Path directory() {
    return directory;
  }

  /** Closes the database; its files stay. */
  @Override
  public void close() {
    scope.close();
  }

  static MillraceException failed(String what, RocksDBException e) {
    return new MillraceException(
        ApiError.STATE_FAILED,
        "the database under the state could not "
            + what
            + ". If the disk is full or broken, make space or mend it; the job then restarts from"
            + " its last checkpoint.",
        e);
  }
}
