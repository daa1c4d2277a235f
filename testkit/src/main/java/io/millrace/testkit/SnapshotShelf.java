package io.millrace.testkit;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps snapshots of stores for tests of backends, without an engine: all in one directory of any
 * {@link FileAccess}, one in memory included. It is strict: a name may be used again only if the
 * snapshot before completed with it, and what an abandoned snapshot wrote is deleted. One thread.
 */
public final class SnapshotShelf {
  private final FileAccess files;
  private final Path directory;
  private final Set<String> completed = new HashSet<>();
  private int nextName;

  /** A shelf in a directory, which is created. */
  public SnapshotShelf(FileAccess files, Path directory) {
    this.files = files;
    this.directory = directory;
    try {
      files.createDirectories(directory);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A shelf in memory. */
  public static SnapshotShelf inMemory() {
    return new SnapshotShelf(
        new SimulatedEnvironment(new SimulatedTime(0)).files(), Path.of("/shelf"));
  }

  /** Room for one more snapshot. */
  public Attempt begin() {
    return new Attempt();
  }

  /** Writes a snapshot to its end, completes and closes it. */
  public StoredState store(StoreSpec spec, String backend, StoreSnapshot snapshot) {
    Attempt attempt = begin();
    try (snapshot) {
      while (!snapshot.writeSome(attempt)) {
        attempt.pieces++;
      }
      StoredState stored = attempt.complete(spec, backend, snapshot.stored());
      snapshot.completed();
      return stored;
    }
  }

  /**
   * What a snapshot that was written to its end holds, without completing it: the next may not
   * build on it.
   */
  public StoredState peek(StoreSpec spec, String backend, StoreSnapshot.Stored stored) {
    return new Shelved(spec, backend, stored, keySchema(spec));
  }

  private static @Nullable CodecSchema keySchema(StoreSpec spec) {
    return spec.longKeys() || spec.keyCodec() == null ? null : spec.keyCodec().schema();
  }

  /** The files of one snapshot in the making. */
  public final class Attempt implements SnapshotFiles {
    private final Set<String> written = new LinkedHashSet<>();
    private final Set<String> reused = new LinkedHashSet<>();
    private long bytes;
    private int pieces = 1;

    private Attempt() {}

    @Override
    public NewFile create(String suffix) {
      String name = newName(suffix);
      try {
        return new Opened(name, files.create(directory.resolve(name)));
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public String link(Path file, String suffix) {
      String name = newName(suffix);
      try {
        files.link(file, directory.resolve(name));
        bytes += files.size(file);
      } catch (IOException e) {
        throw failed(e);
      }
      return name;
    }

    @Override
    public void reuse(String name) {
      if (!completed.contains(name)) {
        throw new AssertionError(name + " is no file of the last completed snapshot");
      }
      if (!reused.add(name)) {
        throw new AssertionError(name + " is named twice");
      }
    }

    /** Bytes written or linked, reused files not counted. */
    public long bytes() {
      return bytes;
    }

    /** How many pieces {@link SnapshotShelf#store} wrote it in. */
    public int pieces() {
      return pieces;
    }

    /** The snapshot has become durable: this is what can be restored from. */
    public StoredState complete(StoreSpec spec, String backend, StoreSnapshot.Stored stored) {
      Set<String> all = new HashSet<>(written);
      all.addAll(reused);
      if (!all.equals(new HashSet<>(stored.files()))) {
        throw new AssertionError("wrote and reused " + all + " but stored " + stored.files());
      }
      completed.clear();
      completed.addAll(all);
      return new Shelved(spec, backend, stored, keySchema(spec));
    }

    /** The snapshot has failed; its files are gone. */
    public void abandon() {
      for (String name : written) {
        try {
          files.delete(directory.resolve(name));
        } catch (IOException e) {
          throw failed(e);
        }
      }
    }

    private String newName(String suffix) {
      String name = String.format("%06d.%s", nextName++, suffix);
      written.add(name);
      return name;
    }

    /** A file that counts what is written. */
    private final class Opened implements NewFile {
      private final String name;
      private final FileAccess.Writer writer;

      Opened(String name, FileAccess.Writer writer) {
        this.name = name;
        this.writer = writer;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public void write(byte[] content, int offset, int length) {
        try {
          writer.write(content, offset, length);
          bytes += length;
        } catch (IOException e) {
          throw failed(e);
        }
      }

      @Override
      public long position() {
        return writer.position();
      }

      @Override
      public void close() {
        try {
          writer.close();
        } catch (IOException e) {
          throw failed(e);
        }
      }
    }
  }

  /** A stored store. */
  private final class Shelved implements StoredState {
    private final StoreSpec spec;
    private final String backend;
    private final StoreSnapshot.Stored stored;
    private final @Nullable CodecSchema keySchema;

    Shelved(
        StoreSpec spec,
        String backend,
        StoreSnapshot.Stored stored,
        @Nullable CodecSchema keySchema) {
      this.spec = spec;
      this.backend = backend;
      this.stored = stored;
      this.keySchema = keySchema;
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
      return keySchema;
    }

    @Override
    public byte[] meta() {
      return stored.meta();
    }

    @Override
    public List<String> files() {
      return new ArrayList<>(stored.files());
    }

    @Override
    public byte[] read(String file, long offset, int length) {
      try (InputStream in = files.read(path(file), offset)) {
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
          throw new AssertionError(file + " ends before " + length + " bytes from " + offset);
        }
        return content;
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public long length(String file) {
      try {
        return files.size(path(file));
      } catch (IOException e) {
        throw failed(e);
      }
    }

    @Override
    public Path path(String file) {
      return directory.resolve(file);
    }
  }

  private static MillraceException failed(IOException e) {
    return new MillraceException(
        ApiError.CHECKPOINT_FAILED, "a file of a snapshot: " + e.getMessage() + ".", e);
  }
}
