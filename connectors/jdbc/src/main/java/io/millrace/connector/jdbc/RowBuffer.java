package io.millrace.connector.jdbc;

import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/** Rows that wait to be written. Used by one thread. */
final class RowBuffer<T> {
  private final DataWriter out = DataWriter.withCapacity(1 << 12);
  private final Row row = new Row(out);
  private final RowBinder<T> binder;
  private final String who;
  private int columns;
  private int count;

  /** {@code columns} of the statement, 0 if the driver does not tell: then the first row does. */
  RowBuffer(RowBinder<T> binder, int columns, String who) {
    this.binder = binder;
    this.columns = columns;
    this.who = who;
  }

  /** Adds the row of a value. After a failure the buffer holds a part of it and is of no use. */
  void add(T value) {
    row.begin();
    binder.bind(row, value);
    if (columns == 0) {
      columns = row.count();
    }
    if (row.count() != columns || columns == 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          who
              + ": the binder gave a row of "
              + row.count()
              + " parameters, the statement takes "
              + (columns == 0 ? "at least one" : columns)
              + ". Add one for each question mark, null too.");
    }
    count++;
  }

  int count() {
    return count;
  }

  int bytes() {
    return out.size();
  }

  /** The rows; the buffer is empty afterwards. */
  Rows take() {
    if (count == 0) {
      return Rows.NONE;
    }
    Rows rows = new Rows(count, columns, out.toByteArray());
    out.reset();
    count = 0;
    return rows;
  }
}
