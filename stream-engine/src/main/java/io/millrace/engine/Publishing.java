package io.millrace.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates the streams that programs publish to, and publishes. Thread-safe. */
final class Publishing {
  private final Registry registry;
  private final Driver driver;
  private final StreamEngineOptions options;

  Publishing(Registry registry, Driver driver, StreamEngineOptions options) {
    this.registry = registry;
    this.driver = driver;
    this.options = options;
  }

  void create(String id, Map<String, ?> metadata, @Nullable TypedTime<?> typed) {
    Map<String, String> texts = new LinkedHashMap<>();
    metadata.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    registry.addStream(id, () -> new Registry.NamedStream(topic(id), texts, typed, false));
  }

  private Topic topic(String id) {
    return Topic.source(
        id,
        options.bufferCapacity(),
        options.overflow(),
        driver.background(),
        () -> driver.refuseToWait(id));
  }

  PublishResult publish(String id, Object value) {
    Registry.NamedStream stream = source(id);
    if (value instanceof Event event) {
      return stream.topic().publish(event);
    }
    TypedTime<?> typed = stream.typed();
    if (typed == null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "stream '"
              + id
              + "' takes events, got "
              + value.getClass().getName()
              + ". Publish an Event, or create the stream with a type.");
    }
    return stream.topic().publish(typed.event(id, value));
  }

  /** The topic of a stream that programs publish to. */
  Topic topicOf(String id) {
    return source(id).topic();
  }

  private Registry.NamedStream source(String id) {
    Registry.NamedStream stream = registry.stream(id);
    if (stream.derived()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "stream '"
              + id
              + "' is the output of a processor or join; its events and watermarks come from there."
              + " Use a stream that was created.");
    }
    return stream;
  }
}
