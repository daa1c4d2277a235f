package io.millrace.testkit;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What can happen instead of what was asked of a file. */
public enum Fault {
  /** The device fails. Half of a write is done, and what a failed force lost stays lost. */
  EIO("Input/output error"),
  /** The disk is full. Half of a write is done. */
  ENOSPC("No space left on device"),
  /** The process dies before it is done. */
  CRASH("crash");

  private final String text;

  Fault(String text) {
    this.text = text;
  }

  IOException exception(FileOperation operation) {
    return new IOException(operation.path() + ": " + text);
  }

  /** Decides, for each operation, whether something happens instead. */
  @FunctionalInterface
  public interface Plan {
    /** Nothing ever happens. */
    Plan NONE = operation -> null;

    /** What happens instead of that operation; null for nothing. */
    @Nullable Fault at(FileOperation operation);

    /** Once, at the operation of that number. */
    static Plan at(long number, Fault fault) {
      return operation -> operation.number() == number ? fault : null;
    }
  }
}
