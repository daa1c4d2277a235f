package io.millrace.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.TimestampExtractor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes events of the objects of a typed stream, numbered from 0. Thread-safe.
 *
 * @param <T> the type of the objects
 */
final class TypedTime<T> {
  private final Class<T> type;
  private final TimestampExtractor<? super T> time;
  private final AtomicLong next = new AtomicLong();

  TypedTime(Class<T> type, TimestampExtractor<? super T> time) {
    this.type = type;
    this.time = time;
  }

  Event event(String streamId, Object value) {
    if (!type.isInstance(value)) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "stream '"
              + streamId
              + "' takes "
              + type.getName()
              + ", got "
              + value.getClass().getName()
              + ".");
    }
    return new Event(
        streamId + "-" + next.getAndIncrement(),
        type.getSimpleName(),
        Events.data(value),
        time.at(type.cast(value)));
  }
}
