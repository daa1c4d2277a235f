package io.millrace.api.function;

import java.io.Serializable;

/** The event time of a value. */
@FunctionalInterface
public interface TimestampExtractor<T> extends Serializable {
  /** When the event happened, by its own account. */
  java.time.Instant at(T value);
}
