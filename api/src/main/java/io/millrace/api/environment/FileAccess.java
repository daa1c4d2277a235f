package io.millrace.api.environment;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file system as the engine and its connectors see it: few operations, each of which a test can
 * watch, delay, fail or undo. Durability is explicit: nothing survives a power loss before it was
 * forced. Thread-safe; the streams it gives are not.
 */
public interface FileAccess {
  /** Opens a file for reading, positioned {@code offset} bytes from its start. */
  InputStream read(Path file, long offset) throws IOException;

  /** Creates a file that must not exist yet and opens it for writing. */
  Writer create(Path file) throws IOException;

  /** The entries of a directory, sorted by name. */
  List<Path> list(Path directory) throws IOException;

  /** True if the path exists. */
  boolean exists(Path path);

  /** True if the path is a directory. */
  boolean isDirectory(Path path);

  /** The size of a file in bytes. */
  long size(Path file) throws IOException;

  /** Creates a directory and its parents; does nothing if it exists. */
  void createDirectories(Path directory) throws IOException;

  /** Renames a file within one file system, atomically, replacing the target. */
  void rename(Path from, Path to) throws IOException;

  /**
   * Gives a file a second name (a hard link), or copies it, durably, where it cannot have one: to
   * another file system, or to one without links. The file must not be changed afterwards. The new
   * entry is durable once its directory was forced; fails if the new name exists.
   */
  void link(Path existing, Path name) throws IOException;

  /**
   * Takes the lock of that name for this process, creating the file if need be; null if another
   * holder has it. It is given back by closing it, and by the end of the process however it ends.
   */
  @Nullable Closeable lock(Path file) throws IOException;

  /** Deletes a file or an empty directory; does nothing if it does not exist. */
  void delete(Path path) throws IOException;

  /**
   * Makes the content of a finished file durable, whoever wrote it. After a failure the file is
   * lost: write another one.
   */
  void force(Path file) throws IOException;

  /** Makes the entries of a directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /**
   * Creates a directory and its parents, and makes each new entry durable; also the one that
   * somebody created who died before he could. For directories of one's own: one that is there and
   * is not empty is taken for durable, as nothing is put into it before.
   */
  default void createDirectoriesDurably(Path directory) throws IOException {
    // One level at a time, so that after a failure at most the last one that exists is not durable;
    // that one is empty.
    Path parent = directory.getParent();
    if (!exists(directory)) {
      if (parent != null) {
        createDirectoriesDurably(parent);
      }
      createDirectories(directory);
    } else if (!isDirectory(directory) || !list(directory).isEmpty()) {
      return;
    }
    if (directory.getFileName() != null) {
      forceDirectory(parent == null ? Path.of("") : parent);
    }
  }

  /** A file being written. */
  interface Writer extends Closeable {
    /** Appends bytes. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Bytes written so far. */
    long position();

    /**
     * Makes everything written so far durable. After a failure the file is lost: write another one.
     */
    void force() throws IOException;
  }
}
