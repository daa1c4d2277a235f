package io.millrace.state.rocksdb;

import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The file of a snapshot that says how to read the others: what the columns' numbers mean, the
 * timers, the small files of the database, and under which names its sorted files lie in the
 * checkpoint. Read by {@link StoredIndex}.
 */
final class SnapshotIndex {
  /** The version of the file. */
  static final int VERSION = 1;

  private static final int PIECE = 64 << 10;

  private final StoreSpec spec;
  private final FrozenStore frozen;
  private final Map<String, String> linked;
  private final Codec<CodecSchema> schemas = Codecs.of(CodecSchema.class);
  private final DataWriter out = DataWriter.withCapacity(1 << 12);

  SnapshotIndex(StoreSpec spec, FrozenStore frozen, Map<String, String> linked) {
    this.spec = spec;
    this.frozen = frozen;
    this.linked = linked;
  }

  /** Writes the file; gives its name. */
  String write(List<Path> database, RowCollector keys, SnapshotFiles files) {
    out.writeLength(VERSION);
    out.writeLength(spec.range().from());
    out.writeLength(spec.range().to());
    out.writeLength(spec.range().groups());
    out.writeLength(frozen.count());
    out.writeFixedInt(frozen.nextLife());
    columns();
    out.writeLength(frozen.timers().size());
    frozen.timers().forEach(table -> timers(table, keys));
    out.writeLength(linked.size());
    linked.forEach(
        (own, name) -> {
          out.writeUtf8(own);
          out.writeUtf8(name);
        });
    for (Path file : database) {
      String name = String.valueOf(file.getFileName());
      if (!name.endsWith(".sst")) {
        out.writeUtf8(name);
        out.writeBytes(DatabaseDirectory.read(file));
      }
    }
    try (SnapshotFiles.NewFile file = files.create("index")) {
      byte[] bytes = out.toByteArray();
      for (int at = 0; at < bytes.length; at += PIECE) {
        file.write(bytes, at, Math.min(PIECE, bytes.length - at));
      }
      return file.name();
    }
  }

  private void columns() {
    out.writeLength(frozen.entries().size());
    for (ColumnEntry entry : frozen.entries()) {
      out.writeUtf8(entry.name());
      out.writeByte(entry.kind().ordinal());
      out.writeByte(frozen.uses().get(entry.id()).ordinal());
      CodecSchema schema = entry.schema();
      out.writeBoolean(schema != null);
      if (schema != null) {
        schemas.write(schema, out);
      }
    }
  }

  private void timers(FrozenTimers table, RowCollector keys) {
    out.writeUtf8(table.name());
    out.writeByte(table.domain().ordinal());
    schemas.write(table.schema(), out);
    out.writeLength(table.times().length);
    DataWriter scratch = DataWriter.create();
    for (int timer : table.inOrder()) {
      out.writeLong(table.times()[timer]);
      byte[] key = keys.keyAt(table.slots()[timer]).toByteArray();
      out.writeBytes(key);
      out.writeBytes(table.tag(timer, scratch));
    }
  }
}
