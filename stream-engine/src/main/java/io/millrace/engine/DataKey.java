package io.millrace.engine;

import io.millrace.api.function.KeySelector;
import java.util.Objects;

/**
 * Reads the key of an event from its data. Events without such an entry, or with one that cannot be
 * a key, are filtered out before it is asked.
 *
 * @param name the entry's name
 */
record DataKey(String name) implements KeySelector<Event, AnyKey> {
  @Override
  public AnyKey keyOf(Event event) {
    return AnyKey.of(Objects.requireNonNull(event.data().get(name)));
  }

  boolean has(Event event) {
    Object value = event.data().get(name);
    return value != null && AnyKey.possible(value);
  }
}
