package io.millrace.connector.jdbc;

import java.io.Serializable;

/**
 * Gives the parameters of a statement for one result; a pure function.
 *
 * @param <T> the type of the results
 */
@FunctionalInterface
public interface RowBinder<T> extends Serializable {
  /**
   * Adds one parameter for each question mark of the statement, in their order. {@code row} is
   * valid during the call only.
   */
  void bind(Row row, T value);
}
