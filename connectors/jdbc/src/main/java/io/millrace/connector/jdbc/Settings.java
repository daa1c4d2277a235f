package io.millrace.connector.jdbc;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How a database is talked to.
 *
 * @param batchRows rows sent at a time
 * @param batchDelay how long a row waits for others, where no checkpoint decides
 * @param stagedBytes most bytes that wait for a checkpoint in one writer
 * @param callTimeout for each call
 * @param retries how often a transaction is tried again after an error that may pass
 * @param retryFor from the first try on
 * @param table where commits are noted
 * @param createsTable whether that table is created if it is missing
 */
record Settings(
    int batchRows,
    Duration batchDelay,
    long stagedBytes,
    Duration callTimeout,
    int retries,
    Duration retryFor,
    String table,
    boolean createsTable) {
  /* Goes into statements as it is, so it must be nothing but a name. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62}){0,2}");

  static final Settings DEFAULT =
      new Settings(
          1_000,
          Duration.ofSeconds(1),
          256L << 20,
          Duration.ofSeconds(10),
          10,
          Duration.ofSeconds(30),
          "millrace_commits",
          true);

  Settings {
    if (batchRows < 1 || batchDelay.isNegative() || retries < 0 || retryFor.isNegative()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "batches of at least 1 row, waits and retries of 0 or more are needed, were "
              + batchRows
              + ", "
              + batchDelay
              + ", "
              + retries
              + " and "
              + retryFor
              + ".");
    }
    if (stagedBytes < 1 || stagedBytes > 1 << 30) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "1 byte to 1 GiB may wait for a checkpoint, was " + stagedBytes + " bytes.");
    }
    if (callTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || callTimeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the time-out of a call must be 1 second to 1 hour, was " + callTimeout + ".");
    }
    checkName(table);
  }

  /** Refuses what is not a plain name of a table or column, with schema where needed. */
  static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a table or column must be named by letters, digits and underscores, with its schema and"
              + " a dot before it where needed. Give the SQL yourself for other names.");
    }
    return name;
  }

  /** JDBC counts in seconds. */
  int callSeconds() {
    return Math.toIntExact(callTimeout.toSeconds());
  }

  Settings batch(int newRows, Duration newDelay) {
    return new Settings(
        newRows, newDelay, stagedBytes, callTimeout, retries, retryFor, table, createsTable);
  }

  Settings stagedBytes(long newBytes) {
    return new Settings(
        batchRows, batchDelay, newBytes, callTimeout, retries, retryFor, table, createsTable);
  }

  Settings callTimeout(Duration newTimeout) {
    return new Settings(
        batchRows, batchDelay, stagedBytes, newTimeout, retries, retryFor, table, createsTable);
  }

  Settings retry(int newRetries, Duration newFor) {
    return new Settings(
        batchRows, batchDelay, stagedBytes, callTimeout, newRetries, newFor, table, createsTable);
  }

  Settings table(String newTable, boolean creates) {
    return new Settings(
        batchRows, batchDelay, stagedBytes, callTimeout, retries, retryFor, newTable, creates);
  }
}
