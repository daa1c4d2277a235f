package io.millrace.connector.jdbc;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Sinks that write to a database through its JDBC driver, which the program brings along.
 *
 * <pre>{@code
 * Database database = Jdbc.connection(url, "app", Secret.environment("DB_PASSWORD"));
 * totals.to(
 *     "totals",
 *     Jdbc.sink(
 *         database,
 *         "INSERT INTO totals (sensor, ends, average) VALUES (?, ?, ?)",
 *         (row, result) -> row.add(result.key()).add(result.end()).add(result.value())));
 * }</pre>
 *
 * <p>Calls to the database are made by the worker that runs the sink, each with a time-out, and
 * again after errors that may pass, within a budget (see {@link Database}). A row that the database
 * refuses fails the job: the message says which row of which checkpoint, and the SQLState, never
 * what was in it.
 */
public final class Jdbc {
  private Jdbc() {}

  /**
   * A database at an address, as that user. Known are PostgreSQL, H2, MySQL and MariaDB: time-outs
   * are set for their connections.
   *
   * @throws MillraceException if the address holds credentials, or properties that are not on the
   *     list of harmless ones
   */
  public static Database connection(String url, String user, Secret password) {
    return Database.at(url, user, password);
  }

  /** A database at an address that asks for no password, as H2 within the program. */
  public static Database connection(String url, String user) {
    return Database.at(url, user, null);
  }

  /**
   * A database behind a {@code DataSource}, asked for once for each connection. It must be one that
   * several threads may use, and should have time-outs of its own for logging in.
   */
  public static Database dataSource(Supplier<? extends DataSource> source) {
    return Database.of(source);
  }

  /**
   * Writes each result once. With checkpoints, the rows between two checkpoints are kept and
   * written when the second is durable, all in one transaction that also notes the checkpoint in a
   * table of commits; a crash at any point loses none and writes none twice. Without checkpoints
   * rows are written in batches as they come, and again if the job is run again.
   *
   * @param sql an {@code INSERT}, or anything else with question marks that is done for each row
   * @param binder gives the parameters
   */
  public static <T> Sink<T> sink(Database database, String sql, RowBinder<T> binder) {
    return new JdbcSink<>(database, product -> sql, binder, Guarantee.TRANSACTIONAL);
  }

  /** The same with a statement that inserts or replaces. */
  public static <T> Sink<T> sink(Database database, Upsert upsert, RowBinder<T> binder) {
    refuseRewriting(database);
    return new JdbcSink<>(database, upsert::sql, binder, Guarantee.TRANSACTIONAL);
  }

  /**
   * Writes results by key as they come, without waiting for a checkpoint: after a crash some are
   * written again, and replace what was written before. Readers may see a result that a crash takes
   * back for a while, until it is written again.
   *
   * @param sql a statement that may be repeated, such as {@code INSERT ... ON CONFLICT ... DO
   *     UPDATE} or {@code MERGE}
   * @param binder gives the parameters
   */
  public static <T> Sink<T> upsert(Database database, String sql, RowBinder<T> binder) {
    refuseRewriting(database);
    return new JdbcSink<>(database, product -> sql, binder, Guarantee.IDEMPOTENT);
  }

  /** The same with a statement made for the database. */
  public static <T> Sink<T> upsert(Database database, Upsert upsert, RowBinder<T> binder) {
    refuseRewriting(database);
    return new JdbcSink<>(database, upsert::sql, binder, Guarantee.IDEMPOTENT);
  }

  /** One statement with several rows must not have a key twice, and a batch may. */
  private static void refuseRewriting(Database database) {
    String property = database.rewrites();
    if (property != null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "an upsert cannot be used with the property "
              + property
              + ": a batch with the same key twice would be refused. Leave it out.");
    }
  }
}
