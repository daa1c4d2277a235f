package io.millrace.connector.jdbc;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Writes to a database; see {@link Jdbc}. One object serves a whole job, restarts included. */
final class JdbcSink<T> implements Sink<T> {
  private static final long NEVER = Long.MIN_VALUE;

  private final Database database;
  private final Function<String, String> statement;
  private final RowBinder<T> binder;
  private final Guarantee guarantee;

  /** When this job first opened a writer, which tells its owner from others. */
  private final AtomicLong claimedAt = new AtomicLong(NEVER);

  /** {@code statement} gives the SQL for the name of a database product. */
  JdbcSink(
      Database database,
      Function<String, String> statement,
      RowBinder<T> binder,
      Guarantee guarantee) {
    this.database = database;
    this.statement = statement;
    this.binder = binder;
    this.guarantee = guarantee;
  }

  @Override
  public Guarantee guarantee() {
    return guarantee;
  }

  @Override
  public SinkWriter<T> open(SinkContext context) {
    claimedAt.compareAndSet(NEVER, context.environment().time().wallMillis());
    Session session = new Session(database, context);
    try {
      String product =
          session.transact(
              "connect to the database",
              connection -> connection.getMetaData().getDatabaseProductName());
      String sql = statement.apply(product);
      Settings settings = database.settings();
      return guarantee == Guarantee.TRANSACTIONAL
          ? new TransactionalWriter<>(session, context, settings, sql, binder, claimedAt.get())
          : new BatchWriter<>(session, context, settings, sql, binder);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
