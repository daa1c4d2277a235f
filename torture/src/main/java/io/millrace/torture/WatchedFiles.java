package io.millrace.torture;

import io.millrace.api.environment.FileAccess;
import io.millrace.testkit.FileOperation.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of somebody else, with somebody who hears of each operation, and can delay or fail it.
 */
final class WatchedFiles implements FileAccess {
  /** Who hears. */
  interface Watcher {
    /** Before it is done; it is not done if this throws. */
    void before(Kind kind, Path path) throws IOException;

    /** After it was done. */
    default void after(Kind kind, Path path) {}
  }

  /** An operation on files. */
  private interface Operation<T> {
    T run() throws IOException;
  }

  private interface Change {
    void run() throws IOException;
  }

  private final FileAccess files;
  private final Watcher watcher;

  WatchedFiles(FileAccess files, Watcher watcher) {
    this.files = files;
    this.watcher = watcher;
  }

  private <T> T ask(Kind kind, Path path, Operation<T> operation) throws IOException {
    watcher.before(kind, path);
    T result = operation.run();
    watcher.after(kind, path);
    return result;
  }

  private void change(Kind kind, Path path, Change change) throws IOException {
    watcher.before(kind, path);
    change.run();
    watcher.after(kind, path);
  }

  @Override
  public InputStream read(Path path, long offset) throws IOException {
    return ask(Kind.READ, path, () -> files.read(path, offset));
  }

  @Override
  public Writer create(Path path) throws IOException {
    return new WatchedWriter(path, ask(Kind.CREATE, path, () -> files.create(path)));
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return ask(Kind.LIST, directory, () -> files.list(directory));
  }

  @Override
  public boolean exists(Path path) {
    return files.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return files.isDirectory(path);
  }

  @Override
  public long size(Path path) throws IOException {
    return ask(Kind.SIZE, path, () -> files.size(path));
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    change(Kind.CREATE_DIRECTORY, directory, () -> files.createDirectories(directory));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    change(Kind.RENAME, to, () -> files.rename(from, to));
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    change(Kind.LINK, name, () -> files.link(existing, name));
  }

  @Override
  public @Nullable Closeable lock(Path path) throws IOException {
    watcher.before(Kind.LOCK, path);
    Closeable lock = files.lock(path);
    watcher.after(Kind.LOCK, path);
    return lock;
  }

  @Override
  public void delete(Path path) throws IOException {
    change(Kind.DELETE, path, () -> files.delete(path));
  }

  @Override
  public void force(Path path) throws IOException {
    change(Kind.FORCE, path, () -> files.force(path));
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    change(Kind.FORCE_DIRECTORY, directory, () -> files.forceDirectory(directory));
  }

  private final class WatchedWriter implements FileAccess.Writer {
    private final Path path;
    private final FileAccess.Writer writer;

    WatchedWriter(Path path, FileAccess.Writer writer) {
      this.path = path;
      this.writer = writer;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      change(Kind.WRITE, path, () -> writer.write(bytes, offset, length));
    }

    @Override
    public long position() {
      return writer.position();
    }

    @Override
    public void force() throws IOException {
      change(Kind.FORCE, path, writer::force);
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
