package io.millrace.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of other things: results of processors, pairs of joins, objects of typed streams.
 */
final class Events {
  private Events() {}

  /**
   * A result as an event: itself if it is one, else with its entries, components or value as data.
   */
  static Event ofResult(String processorId, Event source, Object value) {
    return value instanceof Event event
        ? event.at(source.eventTime())
        : new Event(source.id(), processorId, data(value), source.eventTime());
  }

  /** A pair as an event with both events' data, under {@code left} and {@code right}. */
  static Event ofPair(String joinId, JoinedEvents pair) {
    Event left = pair.left();
    Event right = pair.right();
    Instant time =
        left.eventTime().isAfter(right.eventTime()) ? left.eventTime() : right.eventTime();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("left", left.data());
    data.put("right", right.data());
    return new Event(left.id() + "+" + right.id(), joinId, data, time);
  }

  /**
   * An object as the data of an event: a map's entries, a record's components, or one value. What
   * is null is left out.
   */
  static Map<String, Object> data(Object value) {
    Map<String, Object> data = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, content) -> put(data, String.valueOf(name), content));
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        put(data, component.getName(), read(component, value));
      }
    } else {
      data.put("value", value);
    }
    return data;
  }

  private static void put(Map<String, Object> data, String name, @Nullable Object content) {
    if (content != null) {
      data.put(name, content);
    }
  }

  private static @Nullable Object read(RecordComponent component, Object value) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "component '"
              + component.getName()
              + "' of record "
              + value.getClass().getName()
              + " cannot be read. Open its package to this module, or give a Map or an Event.",
          e);
    }
  }
}
