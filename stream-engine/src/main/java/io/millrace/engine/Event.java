package io.millrace.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened: what a {@link StreamEngine}'s streams are made of. Immutable as far as
 * its data is.
 *
 * @param id its id; the engine does not demand that it is unique
 * @param type what kind of event it is
 * @param data its content by name; copied, in its order
 * @param eventTime when it happened, by its own account; windows, joins and lateness go by it
 */
public record Event(String id, String type, Map<String, Object> data, Instant eventTime) {
  /** Copies the data. */
  public Event {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }

  /** The entry of that name; empty if there is none. */
  public Optional<Object> get(String name) {
    return Optional.ofNullable(data.get(name));
  }

  /** The same event at another time. */
  Event at(Instant time) {
    return time.equals(eventTime) ? this : new Event(id, type, data, time);
  }
}
