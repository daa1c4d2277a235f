package io.millrace.core.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.Serializers;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.JsonProvider;
import org.jspecify.annotations.Nullable;

/** Writes records as JSON with Jackson, and times as ISO 8601 has them. Thread-safe. */
public final class JacksonJson implements JsonProvider {
  /** What {@code java.time} says of itself is ISO 8601; Jackson leaves these types to modules. */
  private static final class TimesAsText extends Serializers.Base {
    @Override
    public @Nullable JsonSerializer<?> findSerializer(
        SerializationConfig config, JavaType type, BeanDescription description) {
      return type.getRawClass().getPackageName().startsWith("java.time")
          ? ToStringSerializer.instance
          : null;
    }
  }

  private static SimpleModule times() {
    return new SimpleModule("java.time") {
      @Override
      public void setupModule(SetupContext context) {
        context.addSerializers(new TimesAsText());
      }
    };
  }

  private final ObjectMapper mapper =
      new ObjectMapper()
          .registerModule(times())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  /** For {@code ServiceLoader}. */
  public JacksonJson() {}

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String write(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new MillraceException(
          ApiError.BUG, "a " + value.getClass().getName() + " cannot be written as JSON.", e);
    }
  }
}
