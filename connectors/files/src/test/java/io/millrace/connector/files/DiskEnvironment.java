package io.millrace.connector.files;

import io.millrace.api.connector.SourceContext;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The real disk, in small bites: logs what is done, counts what is open, reads a few bytes at a
 * time, fails on demand.
 */
final class DiskEnvironment implements Environment, FileAccess, SourceContext {
  final List<String> log = new ArrayList<>();
  int bytesPerRead = Integer.MAX_VALUE;
  int open;
  String failing = "";

  @Override
  public Environment environment() {
    return this;
  }

  @Override
  public void signal() {}

  @Override
  public TimeSource time() {
    throw new UnsupportedOperationException("files need no clock");
  }

  @Override
  public Threads threads() {
    throw new UnsupportedOperationException("files need no thread");
  }

  @Override
  public FileAccess files() {
    return this;
  }

  @Override
  public InputStream read(Path file, long offset) throws IOException {
    InputStream in = Files.newInputStream(file);
    in.skipNBytes(offset);
    open++;
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        return super.read(bytes, from, Math.min(length, bytesPerRead));
      }

      @Override
      public void close() throws IOException {
        open--;
        super.close();
      }
    };
  }

  @Override
  public Writer create(Path file) throws IOException {
    did("create", file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    open++;
    return new Writer() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        did("write", file);
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }

      @Override
      public long position() {
        try {
          return channel.position();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public void force() throws IOException {
        did("force", file); // nobody pulls the plug on a test
      }

      @Override
      public void close() throws IOException {
        did("close", file);
        open--;
        channel.close();
      }
    };
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
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
    did("rename", from);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    Files.createLink(name, existing);
  }

  @Override
  public java.io.Closeable lock(Path file) {
    return () -> {};
  }

  @Override
  public void delete(Path path) throws IOException {
    did("delete", path);
    Files.deleteIfExists(path);
  }

  @Override
  public void force(Path file) throws IOException {
    did("force", file);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    did("forceDirectory", directory);
  }

  private void did(String what, Path path) throws IOException {
    if (what.equals(failing)) {
      throw new IOException("told to fail");
    }
    log.add(what + " " + path.getFileName());
  }
}
