package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import java.io.IOException;

/**
 * The JSON of this module: times in ISO 8601, records by their components, window results made to
 * be read by people.
 */
final class Json {
  /**
   * Configured once; thread-safe from then on. No polymorphic typing: class names never come from
   * data.
   */
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .addModule(new SimpleModule().addSerializer(new WindowResultSerializer()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /** {@code key, start, end, firing, value}; the window of everything has neither start nor end. */
  @SuppressWarnings("rawtypes")
  private static final class WindowResultSerializer extends StdSerializer<WindowResult> {
    WindowResultSerializer() {
      super(WindowResult.class);
    }

    @Override
    public void serialize(WindowResult result, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartObject();
      provider.defaultSerializeField("key", result.key(), json);
      if (result.window() instanceof TimeWindow window) {
        json.writeStringField("start", window.start().toString());
        json.writeStringField("end", window.end().toString());
      }
      json.writeStringField("firing", result.firing().name());
      provider.defaultSerializeField("value", result.value(), json);
      json.writeEndObject();
    }
  }
}
