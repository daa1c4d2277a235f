package io.millrace.testkit;

import io.millrace.api.environment.FileAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory that know what would survive a power loss: of each file the bytes that were
 * forced, and no file that was created or renamed since its directory was forced. Deletions are
 * durable at once. Thread-safe.
 */
public final class InMemoryFiles implements FileAccess {
  private final TreeMap<Path, Content> files = new TreeMap<>();
  private final TreeMap<Path, Content> durable = new TreeMap<>();
  private final TreeSet<Path> directories = new TreeSet<>();
  private final TreeSet<Path> locks = new TreeSet<>();

  /** Made by {@link SimulatedEnvironment}. */
  InMemoryFiles() {}

  private static final class Content {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int forced;
  }

  /** What a machine finds after a power loss: everything that was not forced is gone. */
  public synchronized void losePower() {
    files.clear();
    durable.forEach(
        (path, content) -> {
          Content left = new Content();
          left.bytes.write(content.bytes.toByteArray(), 0, content.forced);
          left.forced = content.forced;
          files.put(path, left);
        });
    durable.clear();
    durable.putAll(files);
  }

  @Override
  public synchronized InputStream read(Path file, long offset) throws IOException {
    byte[] bytes = content(file).bytes.toByteArray();
    int from = (int) Math.min(offset, bytes.length);
    return new ByteArrayInputStream(bytes, from, bytes.length - from);
  }

  @Override
  public synchronized Writer create(Path file) throws IOException {
    if (exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path parent = file.getParent();
    if (parent != null && !isDirectory(parent)) {
      throw new NoSuchFileException(parent.toString());
    }
    Content content = new Content();
    files.put(file, content);
    return new MemoryWriter(content);
  }

  @Override
  public synchronized List<Path> list(Path directory) throws IOException {
    if (!isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    TreeSet<Path> entries = new TreeSet<>();
    files.keySet().stream()
        .filter(path -> directory.equals(path.getParent()))
        .forEach(entries::add);
    directories.stream().filter(path -> directory.equals(path.getParent())).forEach(entries::add);
    return List.copyOf(entries);
  }

  @Override
  public synchronized boolean exists(Path path) {
    return files.containsKey(path) || directories.contains(path);
  }

  @Override
  public synchronized boolean isDirectory(Path path) {
    return directories.contains(path);
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    return content(file).bytes.size();
  }

  @Override
  public synchronized void createDirectories(Path directory) {
    for (Path path = directory; path != null; path = path.getParent()) {
      directories.add(path);
    }
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    files.put(to, content(from));
    files.remove(from);
  }

  @Override
  public synchronized void link(Path existing, Path name) throws IOException {
    if (exists(name)) {
      throw new FileAlreadyExistsException(name.toString());
    }
    files.put(name, content(existing));
  }

  @Override
  public synchronized @Nullable Closeable lock(Path file) {
    return locks.add(file)
        ? () -> {
          synchronized (InMemoryFiles.this) {
            locks.remove(file);
          }
        }
        : null;
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    if (isDirectory(path) && !list(path).isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    directories.remove(path);
    files.remove(path);
    durable.remove(path);
  }

  @Override
  public synchronized void force(Path file) throws IOException {
    Content content = content(file);
    content.forced = content.bytes.size();
  }

  @Override
  public synchronized void forceDirectory(Path directory) {
    durable.keySet().removeIf(path -> directory.equals(path.getParent()));
    files.forEach(
        (path, content) -> {
          if (directory.equals(path.getParent())) {
            durable.put(path, content);
          }
        });
  }

  private Content content(Path file) throws IOException {
    Content content = files.get(file);
    if (content == null) {
      throw new NoSuchFileException(file.toString());
    }
    return content;
  }

  private final class MemoryWriter implements Writer {
    private final Content content;

    MemoryWriter(Content content) {
      this.content = content;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      synchronized (InMemoryFiles.this) {
        content.bytes.write(bytes, offset, length);
      }
    }

    @Override
    public long position() {
      synchronized (InMemoryFiles.this) {
        return content.bytes.size();
      }
    }

    @Override
    public void force() {
      synchronized (InMemoryFiles.this) {
        content.forced = content.bytes.size();
      }
    }

    @Override
    public void close() {}
  }
}
