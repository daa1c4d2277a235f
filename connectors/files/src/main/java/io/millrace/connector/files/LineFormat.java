package io.millrace.connector.files;

import io.millrace.api.function.Mapper;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** One line, one event, made by a function. */
record LineFormat<T>(Type type, Mapper<String, T> mapper) implements RecordFormat<T> {
  @Override
  public RecordParser<T> parser(@Nullable String header) {
    return this::parse;
  }

  private T parse(String line) throws InvalidRecordException {
    T value;
    try {
      value = mapper.apply(line);
    } catch (RuntimeException e) {
      throw new InvalidRecordException(null, InvalidRecordException.thrown("the mapper", e));
    }
    if (value == null) {
      throw new InvalidRecordException(null, "the mapper gave null");
    }
    return value;
  }
}
