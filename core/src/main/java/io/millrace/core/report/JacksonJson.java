package io.millrace.core.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.JsonProvider;

/** Writes records as JSON with Jackson. Thread-safe. */
public final class JacksonJson implements JsonProvider {
  private final ObjectMapper mapper =
      new ObjectMapper()
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
