package io.millrace.connector.jdbc;

import io.millrace.api.codec.DataReader;
import io.millrace.api.error.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Rows on their way to the database.
 *
 * @param count how many
 * @param columns parameters of each
 * @param bytes the parameters, one after the other, as {@link Row} writes them
 */
record Rows(int count, int columns, byte[] bytes) {
  static final Rows NONE = new Rows(0, 0, new byte[0]);

  /** Sends all rows, so many at a time, within the connection's transaction. */
  void write(Connection connection, String sql, Settings settings) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(settings.callSeconds());
      DataReader in = DataReader.of(bytes);
      for (int i = 1; i <= count; i++) {
        bind(in, statement);
        statement.addBatch();
        if (i % settings.batchRows() == 0 || i == count) {
          statement.executeBatch();
        }
      }
      in.expectEnd();
    }
  }

  /**
   * The number, from 1, of the first row that the database refuses by itself; 0 if there is none.
   * Leaves it to the caller to roll back.
   */
  int firstRefused(Connection connection, String sql, Settings settings) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(settings.callSeconds());
      DataReader in = DataReader.of(bytes);
      for (int i = 1; i <= count; i++) {
        try {
          bind(in, statement);
          statement.executeUpdate();
        } catch (SQLException e) {
          if (SqlErrors.isTransient(e)) {
            throw e;
          }
          return i;
        }
      }
      return 0;
    }
  }

  /**
   * Sets one row.
   *
   * @throws MillraceException {@code CODEC_CORRUPT} if the bytes hold something else
   */
  private void bind(DataReader in, PreparedStatement statement) throws SQLException {
    for (int column = 1; column <= columns; column++) {
      Parameter.bind(in, statement, column);
    }
  }
}
