package io.millrace.connector.files;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record class taken apart: its components, its constructor and its accessors. Immutable. */
final class RecordShape<T extends Record> {
  private final Class<T> type;
  private final List<RecordComponent> components;
  private final MethodHandle constructor;
  private final List<MethodHandle> accessors;

  RecordShape(Class<T> type) {
    RecordComponent[] parts = type.getRecordComponents();
    if (parts == null || parts.length == 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          type.getName()
              + " is not a record with components. Give a record that names the columns.");
    }
    this.type = type;
    this.components = List.of(parts);
    this.constructor = constructor(type, parts);
    List<MethodHandle> handles = new ArrayList<>();
    for (RecordComponent part : parts) {
      handles.add(accessor(type, part));
    }
    this.accessors = List.copyOf(handles);
  }

  Class<T> type() {
    return type;
  }

  List<RecordComponent> components() {
    return components;
  }

  /** A new record; what its constructor throws is said without its message. */
  T create(@Nullable Object[] values) throws InvalidRecordException {
    try {
      return type.cast((Object) constructor.invokeExact(values));
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new InvalidRecordException(
          null, InvalidRecordException.thrown("the constructor of " + type.getSimpleName(), e));
    }
  }

  /** The value of a component. */
  @Nullable Object get(T value, int component) {
    try {
      return (@Nullable Object) accessors.get(component).invokeExact((Object) value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          "the accessor of '"
              + components.get(component).getName()
              + "' of "
              + type.getName()
              + " threw "
              + e.getClass().getName()
              + ".");
    }
  }

  private static MethodHandle constructor(Class<?> type, RecordComponent[] parts) {
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      open(constructor, type);
      return MethodHandles.lookup()
          .unreflectConstructor(constructor)
          .asSpreader(Object[].class, types.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw closed(type, e);
    }
  }

  private static MethodHandle accessor(Class<?> type, RecordComponent part) {
    try {
      open(part.getAccessor(), type);
      return MethodHandles.lookup()
          .unreflect(part.getAccessor())
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw closed(type, e);
    }
  }

  private static void open(AccessibleObject member, Class<?> type) {
    try {
      member.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static MillraceException closed(Class<?> type, Exception cause) {
    return new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "the record "
            + type.getName()
            + " cannot be reached from here. Open its package to io.millrace.connector.files,"
            + " or make it public.",
        cause);
  }
}
