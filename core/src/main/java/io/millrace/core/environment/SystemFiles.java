package io.millrace.core.environment;

import io.millrace.api.environment.FileAccess;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of this machine, through NIO channels. Nothing is buffered here: callers write whole
 * blocks.
 */
final class SystemFiles implements FileAccess {
  /* Windows cannot open a directory as a channel, and its file system needs no such call. */
  private static final boolean DIRECTORIES_OPEN =
      !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /*
   * POSIX gives up all locks a process has on a file as soon as it closes any descriptor of it. So
   * a file that is locked here must not even be opened again to try.
   */
  private static final Set<Path> LOCKED_HERE = ConcurrentHashMap.newKeySet();

  private record HeldLock(Channel channel, Path name) implements Closeable {
    @Override
    public void close() throws IOException {
      channel.close();
      LOCKED_HERE.remove(name);
    }
  }

  @Override
  public InputStream read(Path file, long offset) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      channel.position(offset);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return Channels.newInputStream(channel);
  }

  @Override
  public Writer create(Path file) throws IOException {
    return new ChannelWriter(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted(Comparator.comparing(entry -> entry.getFileName().toString())).toList();
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    try {
      Files.createLink(name, existing);
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException notLinked) {
      // Another file system, one without links, or as many links as it can have.
      try {
        Files.copy(existing, name);
        force(name);
      } catch (IOException e) {
        e.addSuppressed(notLinked);
        throw e;
      }
    }
  }

  @Override
  public @Nullable Closeable lock(Path file) throws IOException {
    Path name = file.toAbsolutePath().normalize();
    if (!LOCKED_HERE.add(name)) {
      return null;
    }
    FileLock lock = null;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock = channel.tryLock();
      } finally {
        if (lock == null) {
          channel.close();
        }
      }
    } finally {
      if (lock == null) {
        LOCKED_HERE.remove(name);
      }
    }
    return lock == null ? null : new HeldLock(lock.acquiredBy(), name);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void force(Path file) throws IOException {
    // For writing, because not every system forces a file that was opened for reading.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    if (DIRECTORIES_OPEN) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static final class ChannelWriter implements Writer {
    private final FileChannel channel;
    private long position;

    ChannelWriter(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
      while (rest.hasRemaining()) {
        position += channel.write(rest);
      }
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
