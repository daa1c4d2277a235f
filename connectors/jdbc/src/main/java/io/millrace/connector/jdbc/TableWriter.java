package io.millrace.connector.jdbc;

import io.millrace.api.error.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/** Writes rows with one statement, and says which row it was if the database refuses one. */
final class TableWriter {
  /** Done with the rows in one transaction. */
  interface Around {
    /** Before the rows; false if they are there already. */
    boolean before(Connection connection) throws SQLException;

    /** After the rows. */
    void after(Connection connection) throws SQLException;
  }

  /** Nothing else is in the transaction. */
  static final Around NOTHING =
      new Around() {
        @Override
        public boolean before(Connection connection) {
          return true;
        }

        @Override
        public void after(Connection connection) {}
      };

  private final Session session;
  private final String sql;
  private final Settings settings;
  private final int columns;

  /** Asks the database whether it knows the statement. */
  TableWriter(Session session, String sql, Settings settings) {
    this.session = session;
    this.sql = sql;
    this.settings = settings;
    this.columns =
        session.transact(
            "prepare its statement",
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return statement.getParameterMetaData().getParameterCount();
              } catch (SQLFeatureNotSupportedException e) {
                return 0;
              }
            });
  }

  /** How many parameters the statement has, 0 if the driver does not tell. */
  int columns() {
    return columns;
  }

  /**
   * Writes the rows and what is around them in one transaction, again if that failed for a reason
   * that may pass.
   *
   * @param of what the rows belong to, for messages
   * @throws MillraceException {@code SINK_FAILED}
   */
  void write(Rows rows, String of, Around around) {
    String what = "write " + rows.count() + " rows of " + of;
    try {
      boolean written =
          session.tryTransact(
              what,
              connection -> {
                boolean needed = around.before(connection);
                if (needed) {
                  rows.write(connection, sql, settings);
                  around.after(connection);
                }
                return needed;
              });
      assert written || around != NOTHING;
    } catch (SQLException e) {
      throw refused(rows, of, what, e);
    }
  }

  private MillraceException refused(Rows rows, String of, String what, SQLException e) {
    if (SqlErrors.isTransient(e)) {
      return SqlErrors.failedAtRows(
          session.who(),
          what,
          e,
          "It was tried "
              + settings.retries()
              + " more times or for "
              + settings.retryFor()
              + ". The job can go on from its last checkpoint once the cause is gone.");
    }
    Integer bad = session.explore(connection -> rows.firstRefused(connection, sql, settings));
    String which =
        bad == null || bad == 0
            ? what
            : "write row " + bad + " of the " + rows.count() + " rows of " + of;
    return SqlErrors.failedAtRows(
        session.who(),
        which,
        e,
        "None of them was written, and the same is not tried again. Make the rows fit the table, or"
            + " the table the rows.");
  }
}
