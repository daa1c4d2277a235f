package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StateImage.StoredTimers;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link SnapshotIndex} wrote.
 *
 * @param range the key groups
 * @param count how many keys there are
 * @param nextLife the next life
 * @param entries what the columns' numbers mean
 * @param uses what rows hold of each
 * @param timers the timers
 * @param sorted the sorted files: the database's names, and the checkpoint's
 * @param small the other files of the database
 */
record StoredIndex(
    KeyGroupRange range,
    int count,
    int nextLife,
    List<ColumnEntry> entries,
    List<Use> uses,
    List<Table> timers,
    Map<String, String> sorted,
    Map<String, byte[]> small) {
  /** What rows may hold under a column's number. */
  enum Use {
    /** Nothing that counts. */
    NONE,
    /** Values with namespaces. */
    NAMESPACED,
    /** Values in the rows of keys, and maybe some with namespaces. */
    PLAIN
  }

  /** Whether rows may hold anything under a number. */
  boolean live(int id) {
    return uses.get(id) != Use.NONE;
  }

  /** The timers of one table. */
  record Table(StoredTimers table, List<Timer> timers) {}

  /** A timer: when, the bytes of its key, and of its tag. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Timer(long timeMs, byte[] key, byte[] tag) {}

  /** Reads the index of a stored store. */
  static StoredIndex read(StoredState stored) {
    String name = new String(stored.meta(), StandardCharsets.UTF_8);
    long length = stored.length(name);
    if (length > Integer.MAX_VALUE - 8) {
      throw new MillraceException(
          ApiError.CHECKPOINT_CORRUPT, "the index '" + name + "' has " + length + " bytes.");
    }
    DataReader in = DataReader.of(stored.read(name, 0, (int) length));
    int version = in.readLength(0);
    if (version != SnapshotIndex.VERSION) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "the index '"
              + name
              + "' has version "
              + version
              + ", this release reads "
              + SnapshotIndex.VERSION
              + ". Use the release that wrote it.");
    }
    KeyGroupRange range = new KeyGroupRange(in.readLength(0), in.readLength(0), in.readLength(0));
    int count = in.readLength(0);
    int nextLife = in.readFixedInt();
    Codec<CodecSchema> schemas = Codecs.of(CodecSchema.class);
    List<ColumnEntry> entries = new ArrayList<>();
    List<Use> uses = new ArrayList<>();
    columns(in, schemas, entries, uses);
    List<Table> timers = new ArrayList<>();
    for (int tables = in.readLength(1); tables > 0; tables--) {
      timers.add(table(in, schemas));
    }
    Map<String, String> sorted = new LinkedHashMap<>();
    for (int files = in.readLength(1); files > 0; files--) {
      sorted.put(in.readUtf8(), in.readUtf8());
    }
    Map<String, byte[]> small = new LinkedHashMap<>();
    while (in.remaining() > 0) {
      small.put(in.readUtf8(), in.readBytes());
    }
    return new StoredIndex(range, count, nextLife, entries, uses, timers, sorted, small);
  }

  private static void columns(
      DataReader in, Codec<CodecSchema> schemas, List<ColumnEntry> entries, List<Use> uses) {
    int columns = in.readLength(1);
    for (int id = 0; id < columns; id++) {
      String name = in.readUtf8();
      ColumnSpec.Kind kind = one(ColumnSpec.Kind.values(), in);
      uses.add(one(Use.values(), in));
      CodecSchema schema = in.readBoolean() ? schemas.read(in) : null;
      entries.add(new ColumnEntry(id, name, kind, schema, null, false));
    }
  }

  private static Table table(DataReader in, Codec<CodecSchema> schemas) {
    String name = in.readUtf8();
    TimeDomain domain = one(TimeDomain.values(), in);
    StoredTimers table = new StoredTimers(name, domain, schemas.read(in));
    int count = in.readLength(1);
    List<Timer> timers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      timers.add(new Timer(in.readLong(), in.readBytes(), in.readBytes()));
    }
    return new Table(table, timers);
  }

  private static <E> E one(E[] values, DataReader in) {
    int number = in.readByte();
    if (number < 0 || number >= values.length) {
      throw in.corrupt("a choice is " + number + " of " + values.length);
    }
    return values[number];
  }

  /** The live entry of a column; fails if there is none. */
  ColumnEntry entry(String name) {
    for (int id = 0; id < entries.size(); id++) {
      if (live(id) && entries.get(id).name().equals(name)) {
        return entries.get(id);
      }
    }
    throw new MillraceException(ApiError.BUG, "the image has no column '" + name + "'.");
  }
}
