package io.millrace.testkit;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot of one store, written into memory, as its backend is given it to open. Only for
 * backends that link no files. Not thread-safe.
 */
public final class StoredInMemory implements StoredState {
  private final StoreSpec spec;
  private final String backend;
  private final StoreSnapshot.Stored stored;
  private final Map<String, byte[]> files;

  private StoredInMemory(
      StoreSpec spec, String backend, StoreSnapshot.Stored stored, Map<String, byte[]> files) {
    this.spec = spec;
    this.backend = backend;
    this.stored = stored;
    this.files = files;
  }

  /**
   * Writes a first snapshot of the store of that spec to its end, and closes it; it never counts as
   * completed, so none builds on it.
   */
  public static StoredInMemory write(StoreSpec spec, String backend, StoreSnapshot snapshot) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (snapshot) {
      Files target = new Files(files);
      boolean done = false;
      while (!done) {
        done = snapshot.writeSome(target);
      }
      return new StoredInMemory(spec, backend, snapshot.stored(), files);
    }
  }

  @Override
  public String operatorId() {
    return spec.operatorId();
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public String format() {
    return stored.format();
  }

  @Override
  public KeyGroupRange range() {
    return spec.range();
  }

  @Override
  public boolean longKeys() {
    return spec.longKeys();
  }

  @Override
  public @Nullable CodecSchema keySchema() {
    Codec<?> codec = spec.keyCodec();
    return spec.longKeys() || codec == null ? null : codec.schema();
  }

  @Override
  public byte[] meta() {
    return stored.meta();
  }

  @Override
  public List<String> files() {
    return stored.files();
  }

  @Override
  public byte[] read(String file, long offset, int length) {
    byte[] bytes = new byte[length];
    System.arraycopy(content(file), Math.toIntExact(offset), bytes, 0, length);
    return bytes;
  }

  @Override
  public long length(String file) {
    return content(file).length;
  }

  private byte[] content(String file) {
    byte[] content = files.get(file);
    if (content == null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "file '" + file + "' does not belong to the snapshot, which has " + files.keySet());
    }
    return content;
  }

  @Override
  public Path path(String file) {
    throw new MillraceException(
        ApiError.ARGUMENT_INVALID, "file '" + file + "' lies in memory and has no path");
  }

  /** Files that are arrays. */
  private static final class Files implements SnapshotFiles {
    private final Map<String, byte[]> files;

    Files(Map<String, byte[]> files) {
      this.files = files;
    }

    @Override
    public NewFile create(String suffix) {
      String name = files.size() + "." + suffix;
      files.put(name, new byte[0]);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      return new NewFile() {
        @Override
        public String name() {
          return name;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
          content.write(bytes, offset, length);
        }

        @Override
        public long position() {
          return content.size();
        }

        @Override
        public void close() {
          files.put(name, content.toByteArray());
        }
      };
    }

    @Override
    public String link(Path file, String suffix) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "a snapshot in memory takes no file by link: " + file);
    }

    @Override
    public void reuse(String name) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "snapshots in memory do not build on one another, but '" + name + "' was named again");
    }
  }
}
