package io.millrace.api.error;

/**
 * A stable name for one way to fail. Each module has an enum that implements it; {@code name()} is
 * part of the API and stays the same across releases.
 */
public interface ErrorCode {
  /** The stable upper-case name, as printed at the head of the message. */
  String name();

  /** Who has to act. */
  ErrorKind kind();
}
