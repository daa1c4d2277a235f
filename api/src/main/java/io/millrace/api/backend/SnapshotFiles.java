package io.millrace.api.backend;

import java.nio.file.Path;

/**
 * The files of one checkpoint in the making. Names are chosen by the engine and never used twice,
 * in this or any other checkpoint of the directory. The engine keeps checksums of everything, and
 * makes it durable before the checkpoint counts. Used by one thread.
 */
public interface SnapshotFiles {
  /** Creates a file; {@code suffix} tells people what it is, such as {@code pages}. */
  NewFile create(String suffix);

  /**
   * Takes in a finished file that will never change again, by hard link where the file system can,
   * else by copy; gives the name it has in the checkpoint.
   */
  String link(Path file, String suffix);

  /**
   * A file of an earlier completed checkpoint belongs to this one too, under the same name. Costs
   * one hard link.
   */
  void reuse(String name);

  /** A file being written, from start to end. */
  interface NewFile extends AutoCloseable {
    /** Its name in the checkpoint. */
    String name();

    /** Appends bytes. */
    void write(byte[] bytes, int offset, int length);

    /** Bytes written so far. */
    long position();

    /** Ends the file. */
    @Override
    void close();
  }
}
