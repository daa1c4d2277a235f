package io.millrace.connector.files;

import org.jspecify.annotations.Nullable;

/** Turns the text of one record into an event. Belongs to one reader. */
@FunctionalInterface
interface RecordParser<T> {
  /** The event, or {@code null} if the text is blank and stands for none. */
  @Nullable T parse(String text) throws InvalidRecordException;
}
