package io.millrace.testkit;

import java.nio.file.Path;

/**
 * Something that was asked of {@link InMemoryFiles}.
 *
 * @param number the first one is 1
 * @param kind what it is
 * @param path the file or directory; of two, the one that comes into being
 */
public record FileOperation(long number, Kind kind, Path path) {
  /** What can be asked. */
  public enum Kind {
    /** Opening a file for reading. */
    READ,
    /** Listing a directory. */
    LIST,
    /** Asking for a size. */
    SIZE,
    /** Taking a lock. */
    LOCK,
    /** Creating a file. */
    CREATE,
    /** Creating a directory. */
    CREATE_DIRECTORY,
    /** Appending to a file. */
    WRITE,
    /** Making the bytes of a file durable. */
    FORCE,
    /** Making the entries of a directory durable. */
    FORCE_DIRECTORY,
    /** Renaming. */
    RENAME,
    /** Giving a file a second name. */
    LINK,
    /** Deleting. */
    DELETE;

    /** Whether it changes something, be it only how durable it is. */
    public boolean isChange() {
      return this != READ && this != LIST && this != SIZE;
    }
  }

  @Override
  public String toString() {
    return "#" + number + " " + kind + " " + path;
  }
}
