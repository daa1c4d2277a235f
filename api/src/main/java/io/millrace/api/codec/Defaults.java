package io.millrace.api.codec;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a component is in records that were stored before it existed. Stateless. */
final class Defaults {
  private static final Map<Class<?>, Object> EMPTY =
      Map.of(
          Optional.class, Optional.empty(),
          OptionalInt.class, OptionalInt.empty(),
          OptionalLong.class, OptionalLong.empty(),
          OptionalDouble.class, OptionalDouble.empty(),
          List.class, List.of(),
          Collection.class, List.of(),
          Iterable.class, List.of(),
          Set.class, Set.of(),
          Map.class, Map.of());
  private static final Map<Class<?>, Function<String, Object>> TEXTS =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(Boolean.class, Defaults::bool),
          Map.entry(Byte.class, Byte::valueOf),
          Map.entry(Short.class, Short::valueOf),
          Map.entry(Integer.class, Integer::valueOf),
          Map.entry(Long.class, Long::valueOf),
          Map.entry(Float.class, Float::valueOf),
          Map.entry(Double.class, Double::valueOf),
          Map.entry(Character.class, Defaults::character),
          Map.entry(BigInteger.class, BigInteger::new),
          Map.entry(BigDecimal.class, BigDecimal::new),
          Map.entry(UUID.class, UUID::fromString),
          Map.entry(Instant.class, Instant::parse),
          Map.entry(Duration.class, Duration::parse),
          Map.entry(LocalDate.class, LocalDate::parse));

  private Defaults() {}

  /** The value of a new component; null only if it may be. */
  static @Nullable Object of(RecordComponent component, StoredFormat stored) {
    Class<?> type = component.getType();
    WhenMissing text = component.getAnnotation(WhenMissing.class);
    if (text != null) {
      return parsed(component, text.value(), stored);
    }
    if (type.isPrimitive()) {
      return Array.get(Array.newInstance(type, 1), 0);
    }
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    Object empty = EMPTY.get(type);
    if (empty != null || mayBeNull(component)) {
      return empty;
    }
    throw stored.refuse(
        "component '"
            + component.getName()
            + "' is new, and nothing says what it is in old values. Give it with"
            + " @WhenMissing(\"…\"), or mark the component @Nullable");
  }

  private static @Nullable Object parsed(
      RecordComponent component, String text, StoredFormat stored) {
    Class<?> type = component.getType();
    try {
      if (type.isEnum()) {
        for (Object constant : type.getEnumConstants()) {
          if (((Enum<?>) constant).name().equals(text)) {
            return constant;
          }
        }
      } else {
        Class<?> boxed =
            type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0).getClass() : type;
        Function<String, Object> parser = TEXTS.get(boxed);
        if (parser != null) {
          return parser.apply(text);
        }
      }
    } catch (RuntimeException e) {
      throw stored.refuse(unreadable(component, text) + " (" + e.getMessage() + ")");
    }
    throw stored.refuse(unreadable(component, text));
  }

  private static String unreadable(RecordComponent component, String text) {
    return "@WhenMissing(\""
        + text
        + "\") of component '"
        + component.getName()
        + "' is no "
        + component.getType().getSimpleName();
  }

  private static Object bool(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("expected true or false");
    }
    return text.equals("true");
  }

  private static Object character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException("expected one character");
    }
    return text.charAt(0);
  }

  /** Any annotation of that name will do, of JSpecify or of another library. */
  private static boolean mayBeNull(RecordComponent component) {
    return anyNullable(component.getAnnotations())
        || anyNullable(component.getAnnotatedType().getAnnotations())
        || anyNullable(component.getAccessor().getAnnotations());
  }

  private static boolean anyNullable(Annotation[] annotations) {
    for (Annotation annotation : annotations) {
      if (annotation.annotationType().getSimpleName().equals("Nullable")) {
        return true;
      }
    }
    return false;
  }
}
