package io.millrace.connector.jdbc;

import io.millrace.api.connector.SinkContext;
import io.millrace.api.environment.Environment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one writer and the transactions on it. Used by one thread. A connection is not
 * used again after any error: what state it is in cannot be known, and a new one can be asked.
 */
final class Session implements AutoCloseable {
  /**
   * Added to a call's time-out before the network is given up, so that the call's own comes first.
   */
  static final int GRACE_SECONDS = 5;

  private static final System.Logger LOG = System.getLogger("io.millrace.connector.jdbc");
  private static final long FIRST_WAIT_MS = 50;
  private static final long LONGEST_WAIT_MS = 5_000;
  private static final int PARKS_MAX = 1_000;

  /** What is done in a transaction; may be run several times. */
  interface Work<R> {
    R run(Connection connection) throws SQLException;
  }

  private final Database database;
  private final Settings settings;
  private final Environment environment;
  private final String who;
  private @Nullable Connection connection;

  Session(Database database, SinkContext context) {
    this.database = database;
    this.settings = database.settings();
    this.environment = context.environment();
    this.who = "sink '" + context.sinkId() + "' subtask " + context.subtask();
  }

  /** The sink and subtask, for messages. */
  String who() {
    return who;
  }

  /**
   * Runs {@code work} and commits. After an error that may pass, all of it is run again on a new
   * connection, until the budget is spent. The work must find out by itself whether an earlier try
   * was committed after all: the error may have come after the commit.
   *
   * @param what for the message: "could not ..."
   * @throws io.millrace.api.error.MillraceException {@code SINK_FAILED}
   */
  <R> R transact(String what, Work<R> work) {
    try {
      return tryTransact(what, work);
    } catch (SQLException e) {
      throw SqlErrors.failed(who, what, e, advice(e));
    }
  }

  /** The same, but hands the last error to the caller, who knows more about it. */
  <R> R tryTransact(String what, Work<R> work) throws SQLException {
    long start = environment.time().monotonicNanos();
    for (int failures = 1; ; failures++) {
      try {
        Connection open = connection();
        R result = work.run(open);
        open.commit();
        return result;
      } catch (SQLException e) {
        discard();
        long spent = environment.time().monotonicNanos() - start;
        if (!SqlErrors.isTransient(e)
            || failures > settings.retries()
            || spent > settings.retryFor().toNanos()) {
          throw e;
        }
        String state = SqlErrors.state(e);
        int failed = failures;
        LOG.log(
            System.Logger.Level.WARNING,
            () -> who + " could not " + what + " at try " + failed + ": SQLState " + state);
        waitBefore(failures);
      } catch (RuntimeException | Error e) {
        discard();
        throw e;
      }
    }
  }

  /**
   * Runs {@code work} once and rolls back; null if that fails too. For finding out about errors.
   */
  <R> @Nullable R explore(Work<R> work) {
    try {
      return work.run(connection());
    } catch (SQLException e) {
      return null;
    } finally {
      discard();
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = database.connect(environment);
      connection = open;
      limit(open);
      open.setAutoCommit(false);
    }
    return open;
  }

  private void limit(Connection open) throws SQLException {
    long millis = TimeUnit.SECONDS.toMillis(settings.callSeconds() + (long) GRACE_SECONDS);
    try {
      open.setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
    } catch (SQLFeatureNotSupportedException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> who + ": this driver has no time-out for the network, only for statements");
    }
  }

  /**
   * Waits twice as long each time, with a spread by subtask so that several do not come together.
   */
  private void waitBefore(int failures) {
    int spread = 1 + Math.floorMod(who.hashCode() + failures * 31, 25);
    long millis = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(failures - 1, 10));
    long until =
        environment.time().monotonicNanos()
            + TimeUnit.MILLISECONDS.toNanos(millis + millis * spread / 100);
    // Counted too: a simulated clock may stand still, and a wake-up meant for the worker ends a
    // park.
    for (int i = 0; i < PARKS_MAX; i++) {
      long left = until - environment.time().monotonicNanos();
      if (left <= 0) {
        return;
      }
      environment.threads().park(left);
    }
  }

  private static String advice(SQLException e) {
    return switch (SqlErrors.state(e).substring(0, 2)) {
      case "28" -> "Check user and password; neither is shown here.";
      case "3D", "42" -> "Check the statement, the tables and the rights of the user.";
      case "08", "53", "57" ->
          "Check that the database is up and can be reached, then start again.";
      default -> "The job can go on from its last checkpoint once the cause is gone.";
    };
  }

  /** Rolls back and closes; what fails then was lost before. */
  private void discard() {
    Connection open = connection;
    connection = null;
    if (open == null) {
      return;
    }
    try (open) {
      open.rollback();
    } catch (SQLException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          () -> who + ": closing a connection failed with SQLState " + SqlErrors.state(e));
    }
  }

  @Override
  public void close() {
    discard();
  }
}
