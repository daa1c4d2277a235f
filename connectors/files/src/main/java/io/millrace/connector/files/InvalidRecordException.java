package io.millrace.connector.files;

import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a record, without its content. Carries no stack trace: it is caught where
 * it is known where.
 */
final class InvalidRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String column;
  private final String reason;

  InvalidRecordException(@Nullable String column, String reason) {
    super(reason, null, false, false);
    this.column = column;
    this.reason = reason;
  }

  @Nullable String column() {
    return column;
  }

  String reason() {
    return reason;
  }

  /** Names what user code threw and where, but not its message, which may well quote the record. */
  static String thrown(String by, Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    for (StackTraceElement element : trace) {
      if (!element.getClassName().startsWith("java.")) {
        return by + " threw " + thrown.getClass().getSimpleName() + " at " + element;
      }
    }
    return by + " threw " + thrown.getClass().getSimpleName();
  }
}
