package io.millrace.connector.files;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.reflect.Type;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** How the text of a file stands for events. Immutable; shared by all readers. */
interface RecordFormat<T> {
  /** The delimiter of a format without quotes: a line is a record, whatever it holds. */
  int NO_QUOTES = -1;

  /** The type of the events. */
  Type type();

  /**
   * The character between cells, which decides where a quote opens a cell; {@link #NO_QUOTES} if
   * quotes mean nothing.
   */
  default int delimiter() {
    return NO_QUOTES;
  }

  /** True if the first record names the columns. */
  default boolean hasHeader() {
    return false;
  }

  /** A parser for a file with that header; {@code null} where the format has none. */
  RecordParser<T> parser(@Nullable String header) throws InvalidRecordException;

  /** The same format with another delimiter. */
  default RecordFormat<T> withDelimiter(char delimiter) {
    throw csvOnly("delimiter");
  }

  /** The same format with another pattern for times. */
  default RecordFormat<T> withTimestamps(String pattern, ZoneId zone) {
    throw csvOnly("timestamps");
  }

  private static MillraceException csvOnly(String option) {
    return new MillraceException(
        ApiError.ARGUMENT_INVALID,
        option
            + "(...) was set on a source that does not read CSV. Use Files.csv, or leave it out.");
  }
}
