package io.millrace.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.temporal.TemporalAccessor;
import java.util.UUID;

/**
 * A key read from the data of an event. The engine wants keys of one type that can be stored; this
 * is the one for entries that may hold text here and numbers there. Whole numbers are equal
 * whatever their width, as are decimal ones.
 */
sealed interface AnyKey {
  /** What a user sees as the key. */
  Object value();

  /** Text, or a character. */
  record Text(String value) implements AnyKey {}

  /** A whole number. */
  record Whole(Long value) implements AnyKey {}

  /** A number with a fraction. */
  record Decimal(Double value) implements AnyKey {}

  /** True or false. */
  record Flag(Boolean value) implements AnyKey {}

  /** An enum constant, UUID or time, by its text. */
  record Named(String type, String value) implements AnyKey {}

  /** True if a value can be a key. */
  static boolean possible(Object value) {
    return value instanceof CharSequence
        || value instanceof Character
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof UUID
        || value instanceof TemporalAccessor;
  }

  /** The key that a value is. */
  static AnyKey of(Object value) {
    if (value instanceof CharSequence || value instanceof Character) {
      return new Text(value.toString());
    }
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return new Whole(((Number) value).longValue());
    }
    if (value instanceof Double || value instanceof Float) {
      return new Decimal(((Number) value).doubleValue());
    }
    if (value instanceof Boolean flag) {
      return new Flag(flag);
    }
    if (possible(value)) {
      return new Named(value.getClass().getName(), value.toString());
    }
    throw new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "a "
            + value.getClass().getName()
            + " in the data of an event cannot be a key. Take text, numbers, booleans, enum"
            + " constants, UUIDs or times, or give a key function.");
  }
}
