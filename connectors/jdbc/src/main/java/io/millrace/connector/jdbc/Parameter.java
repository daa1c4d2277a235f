package io.millrace.connector.jdbc;

import io.millrace.api.codec.DataReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * The kinds of parameters as {@link Row} writes them. Their order is part of what checkpoints hold:
 * a new one goes to the end.
 */
enum Parameter {
  NULL,
  BOOLEAN,
  INT,
  LONG,
  DOUBLE,
  STRING,
  DECIMAL,
  BYTES,
  INSTANT,
  DATE_TIME,
  DATE,
  TIME,
  UUID;

  private static final Parameter[] ALL = values();

  /** Reads one parameter and sets it in the statement. */
  static void bind(DataReader in, PreparedStatement statement, int index) throws SQLException {
    int kind = in.readByte();
    if (kind < 0 || kind >= ALL.length) {
      throw in.corrupt("a parameter of kind " + kind + ", the highest known is " + ALL.length);
    }
    try {
      switch (ALL[kind]) {
        case NULL -> statement.setNull(index, in.readInt());
        case BOOLEAN -> statement.setBoolean(index, in.readBoolean());
        case INT -> statement.setInt(index, in.readInt());
        case LONG -> statement.setLong(index, in.readLong());
        case DOUBLE -> statement.setDouble(index, in.readDouble());
        case STRING -> statement.setString(index, in.readUtf8());
        case DECIMAL -> statement.setBigDecimal(index, decimal(in));
        case BYTES -> statement.setBytes(index, in.readBytes());
        case INSTANT ->
            statement.setObject(
                index, Instant.ofEpochSecond(in.readLong(), in.readInt()).atOffset(ZoneOffset.UTC));
        case DATE_TIME -> statement.setObject(index, LocalDateTime.of(date(in), time(in)));
        case DATE -> statement.setObject(index, date(in));
        case TIME -> statement.setObject(index, time(in));
        case UUID ->
            statement.setObject(index, new java.util.UUID(in.readFixedLong(), in.readFixedLong()));
      }
    } catch (DateTimeException | NumberFormatException e) {
      throw in.corrupt("a parameter that is none", e);
    }
  }

  private static BigDecimal decimal(DataReader in) {
    return new BigDecimal(new BigInteger(in.readBytes()), in.readInt());
  }

  private static LocalDate date(DataReader in) {
    return LocalDate.ofEpochDay(in.readLong());
  }

  private static LocalTime time(DataReader in) {
    return LocalTime.ofNanoOfDay(in.readLong());
  }
}
