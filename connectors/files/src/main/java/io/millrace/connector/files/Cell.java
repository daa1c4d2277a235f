package io.millrace.connector.files;

import org.jspecify.annotations.Nullable;

/** What a cell of text stands for in one component of a record, and back. Immutable. */
interface Cell {
  /** The value; throws with what is wrong with the text, which is never quoted. */
  @Nullable Object parse(String text) throws InvalidRecordException;

  /** The text of a value; empty for {@code null}. */
  default String print(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }
}
