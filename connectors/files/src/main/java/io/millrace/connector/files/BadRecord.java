package io.millrace.connector.files;

import org.jspecify.annotations.Nullable;

/**
 * A record that cannot be read, and where to find it. Says what is wrong, never what the record
 * holds.
 *
 * @param file the name of the file
 * @param line the line on which the record starts; the first is 1
 * @param column the column or field that is wrong, {@code null} if it is the record as a whole
 * @param cause what is wrong with it, such as {@code is not a number (12 characters)}
 */
public record BadRecord(String file, long line, @Nullable String column, String cause) {
  /** Where and what in one phrase, such as {@code trades.csv line 17: column 'price' is empty}. */
  public String describe() {
    String where = file + " line " + line + ": ";
    return column == null ? where + cause : where + "column '" + column + "' " + cause;
  }
}
