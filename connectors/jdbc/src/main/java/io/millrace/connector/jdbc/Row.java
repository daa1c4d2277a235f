package io.millrace.connector.jdbc;

import io.millrace.api.codec.DataWriter;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes the parameters of one row, in the order of the question marks. The values are kept as
 * bytes, not as objects: so they can be stored in a checkpoint as they are, and a value that the
 * program changes later does not change the row.
 *
 * <p>Null stands for SQL's null of the type that the method takes. A type that is not here is given
 * as one that is and cast in the statement, for example JSON as text: {@code CAST(? AS jsonb)}.
 * Used by one thread.
 */
public final class Row {
  private final DataWriter out;
  private int count;

  Row(DataWriter out) {
    this.out = out;
  }

  /** Begins the next row. */
  void begin() {
    count = 0;
  }

  /** The parameters added since {@link #begin}. */
  int count() {
    return count;
  }

  private boolean present(Parameter kind, @Nullable Object value, int sqlType) {
    if (value == null) {
      addNull(sqlType);
      return false;
    }
    begin(kind);
    return true;
  }

  private void begin(Parameter kind) {
    out.writeByte(kind.ordinal());
    count++;
  }

  /** SQL's null of a type from {@link Types}. */
  public Row addNull(int sqlType) {
    begin(Parameter.NULL);
    out.writeInt(sqlType);
    return this;
  }

  /** A truth value. */
  public Row add(boolean value) {
    begin(Parameter.BOOLEAN);
    out.writeBoolean(value);
    return this;
  }

  /** A whole number of 32 bits. */
  public Row add(int value) {
    begin(Parameter.INT);
    out.writeInt(value);
    return this;
  }

  /** A whole number of 64 bits. */
  public Row add(long value) {
    begin(Parameter.LONG);
    out.writeLong(value);
    return this;
  }

  /** A floating-point number. */
  public Row add(double value) {
    begin(Parameter.DOUBLE);
    out.writeDouble(value);
    return this;
  }

  /** A truth value or null. */
  public Row add(@Nullable Boolean value) {
    return value == null ? addNull(Types.BOOLEAN) : add(value.booleanValue());
  }

  /** A whole number of 32 bits or null. */
  public Row add(@Nullable Integer value) {
    return value == null ? addNull(Types.INTEGER) : add(value.intValue());
  }

  /** A whole number of 64 bits or null. */
  public Row add(@Nullable Long value) {
    return value == null ? addNull(Types.BIGINT) : add(value.longValue());
  }

  /** A floating-point number or null. */
  public Row add(@Nullable Double value) {
    return value == null ? addNull(Types.DOUBLE) : add(value.doubleValue());
  }

  /** A text or null. */
  public Row add(@Nullable String value) {
    if (present(Parameter.STRING, value, Types.VARCHAR) && value != null) {
      out.writeUtf8(value);
    }
    return this;
  }

  /** A decimal number or null. */
  public Row add(@Nullable BigDecimal value) {
    if (present(Parameter.DECIMAL, value, Types.NUMERIC) && value != null) {
      out.writeBytes(value.unscaledValue().toByteArray());
      out.writeInt(value.scale());
    }
    return this;
  }

  /** Bytes, copied, or null. */
  public Row add(byte @Nullable [] value) {
    if (present(Parameter.BYTES, value, Types.VARBINARY) && value != null) {
      out.writeBytes(value);
    }
    return this;
  }

  /** A moment or null, for a column of type {@code TIMESTAMP WITH TIME ZONE}; in UTC. */
  public Row add(@Nullable Instant value) {
    if (present(Parameter.INSTANT, value, Types.TIMESTAMP_WITH_TIMEZONE) && value != null) {
      out.writeLong(value.getEpochSecond());
      out.writeInt(value.getNano());
    }
    return this;
  }

  /** A date and time without a zone or null, for a column of type {@code TIMESTAMP}. */
  public Row add(@Nullable LocalDateTime value) {
    if (present(Parameter.DATE_TIME, value, Types.TIMESTAMP) && value != null) {
      out.writeLong(value.toLocalDate().toEpochDay());
      out.writeLong(value.toLocalTime().toNanoOfDay());
    }
    return this;
  }

  /** A date or null. */
  public Row add(@Nullable LocalDate value) {
    if (present(Parameter.DATE, value, Types.DATE) && value != null) {
      out.writeLong(value.toEpochDay());
    }
    return this;
  }

  /** A time of day or null. */
  public Row add(@Nullable LocalTime value) {
    if (present(Parameter.TIME, value, Types.TIME) && value != null) {
      out.writeLong(value.toNanoOfDay());
    }
    return this;
  }

  /** A UUID or null, for databases that have the type. */
  public Row add(@Nullable UUID value) {
    if (present(Parameter.UUID, value, Types.OTHER) && value != null) {
      out.writeFixedLong(value.getMostSignificantBits());
      out.writeFixedLong(value.getLeastSignificantBits());
    }
    return this;
  }
}
