package io.millrace.engine;

import io.millrace.api.function.KeySelector;
import java.util.Objects;

/**
 * Reads the key of an event from its data. Events without such an entry have no key and are
 * filtered out before it is asked.
 *
 * @param name the entry's name
 */
record DataKey(String name) implements KeySelector<Event, Object> {
  @Override
  public Object keyOf(Event event) {
    return Objects.requireNonNull(event.data().get(name));
  }

  boolean has(Event event) {
    return event.data().get(name) != null;
  }
}
