package io.millrace.api.type;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A class with type arguments. Equal, in both directions, to the parameterized types that the JDK
 * makes.
 */
final class GenericType implements ParameterizedType {
  private final Class<?> raw;
  private final List<Type> arguments;

  GenericType(Class<?> raw, List<Type> arguments) {
    this.raw = raw;
    this.arguments = List.copyOf(arguments);
  }

  @Override
  public Type[] getActualTypeArguments() {
    return arguments.toArray(new Type[0]);
  }

  @Override
  public Type getRawType() {
    return raw;
  }

  @Override
  public @Nullable Type getOwnerType() {
    return raw.getDeclaringClass();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ParameterizedType that
        && raw.equals(that.getRawType())
        && Objects.equals(getOwnerType(), that.getOwnerType())
        && Arrays.equals(getActualTypeArguments(), that.getActualTypeArguments());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(getActualTypeArguments())
        ^ Objects.hashCode(getOwnerType())
        ^ raw.hashCode();
  }

  @Override
  public String toString() {
    return arguments.stream()
        .map(Type::getTypeName)
        .collect(Collectors.joining(", ", raw.getName() + "<", ">"));
  }

  /** An array whose component is not a plain class, such as {@code List<String>[]}. */
  static final class OfArray implements GenericArrayType {
    private final Type component;

    OfArray(Type component) {
      this.component = component;
    }

    @Override
    public Type getGenericComponentType() {
      return component;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof GenericArrayType that
          && component.equals(that.getGenericComponentType());
    }

    @Override
    public int hashCode() {
      return component.hashCode();
    }

    @Override
    public String toString() {
      return component.getTypeName() + "[]";
    }
  }
}
