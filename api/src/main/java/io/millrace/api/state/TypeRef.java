package io.millrace.api.state;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A type with its type arguments, for the rare place where one has to be said: {@code new
 * TypeRef<List<String>>() {}}.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {
  private final Type type;

  /** Reads the type from the subclass. */
  protected TypeRef() {
    if (getClass().getGenericSuperclass() instanceof ParameterizedType parameterized) {
      this.type = parameterized.getActualTypeArguments()[0];
    } else {
      throw new MillraceException(
          ApiError.TYPE_UNKNOWN,
          "TypeRef without a type argument. Write new TypeRef<List<String>>() {}.");
    }
  }

  /** The type. */
  public final Type type() {
    return type;
  }
}
