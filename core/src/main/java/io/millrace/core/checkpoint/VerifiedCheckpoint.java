package io.millrace.core.checkpoint;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StoredState;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.Manifest.Blob;
import io.millrace.api.checkpoint.Manifest.DataFile;
import io.millrace.api.checkpoint.Manifest.StoreEntry;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A checkpoint after {@link CheckpointReader} went through it. Immutable. */
final class VerifiedCheckpoint implements StoredCheckpoint {
  private final CheckpointReader reader;
  private final Path path;
  private final Manifest manifest;
  private final Map<String, DataFile> files;

  VerifiedCheckpoint(
      CheckpointReader reader, Path path, Manifest manifest, Map<String, DataFile> files) {
    this.reader = reader;
    this.path = path;
    this.manifest = manifest;
    this.files = Map.copyOf(files);
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public byte[] blob(Blob blob) {
    return read(blob.file(), blob.offset(), blob.length());
  }

  @Override
  public StoredState store(StoreEntry entry) {
    return new Store(entry);
  }

  private DataFile file(String name) {
    DataFile file = files.get(name);
    if (file == null) {
      throw new MillraceException(
          ApiError.BUG, "file " + name + " is asked of " + path + ", which has no such file.");
    }
    return file;
  }

  private byte[] read(String name, long offset, int length) {
    DataFile file = file(name);
    if (offset < 0 || length < 0 || offset > file.length() - length) {
      throw CheckpointReader.corrupt(
          path.resolve(name),
          "has "
              + file.length()
              + " bytes, but "
              + length
              + " from byte "
              + offset
              + " are asked for");
    }
    return reader.bytes(path, new Blob(name, offset, length));
  }

  private final class Store implements StoredState {
    private final StoreEntry entry;

    Store(StoreEntry entry) {
      this.entry = entry;
    }

    @Override
    public String operatorId() {
      return entry.operatorId();
    }

    @Override
    public String backend() {
      return entry.backend();
    }

    @Override
    public String format() {
      return entry.format();
    }

    @Override
    public KeyGroupRange range() {
      return new KeyGroupRange(entry.fromGroup(), entry.toGroup(), manifest.keyGroups());
    }

    @Override
    public boolean longKeys() {
      return entry.longKeys();
    }

    @Override
    public @Nullable CodecSchema keySchema() {
      return entry.keySchema();
    }

    @Override
    public byte[] meta() {
      return blob(entry.meta());
    }

    @Override
    public List<String> files() {
      return entry.files();
    }

    @Override
    public byte[] read(String file, long offset, int length) {
      return VerifiedCheckpoint.this.read(file, offset, length);
    }

    @Override
    public long length(String file) {
      return file(file).length();
    }

    @Override
    public Path path(String file) {
      return path.resolve(file(file).name());
    }
  }
}
