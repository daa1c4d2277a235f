package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.lang.reflect.Type;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON lines: one JSON value a line. Fields that the type does not have are ignored, blank lines
 * skipped.
 */
final class JsonFormat<T> implements RecordFormat<T> {
  private final Class<T> type;
  private final ObjectReader reader;

  JsonFormat(Class<T> type) {
    this.type = type;
    this.reader = Json.MAPPER.readerFor(type);
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public RecordParser<T> parser(@Nullable String header) {
    return this::parse;
  }

  private @Nullable T parse(String line) throws InvalidRecordException {
    if (line.isBlank()) {
      return null;
    }
    T value;
    try {
      value = reader.readValue(line);
    } catch (MismatchedInputException e) {
      throw new InvalidRecordException(path(e), "is no " + target(e));
    } catch (JsonMappingException e) {
      throw new InvalidRecordException(
          path(e), "was refused by the constructor of " + type.getSimpleName());
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new InvalidRecordException(
          null, at == null ? "is not JSON" : "is not JSON at character " + at.getColumnNr());
    }
    if (value == null) {
      throw new InvalidRecordException(null, "is null");
    }
    return value;
  }

  /**
   * The field in question, from the names of the type and never from the keys of a map, which are
   * content.
   */
  private static @Nullable String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .filter(step -> !(step.getFrom() instanceof java.util.Map))
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? null : path;
  }

  private String target(MismatchedInputException e) {
    Class<?> target = e.getTargetType();
    return target == null ? type.getSimpleName() : target.getSimpleName();
  }
}
