package io.millrace.connector.files;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which cell reads and prints which type. An empty cell is {@code ""} for a {@code String}, empty
 * for an {@code Optional}, {@code null} for every other object, and an error for a primitive.
 */
final class Cells {
  /**
   * Turns text that is not empty into a value, or throws one of the exceptions the JDK has for
   * that.
   */
  private interface Parser {
    Object parse(String text);
  }

  private static final Map<Class<?>, Cell> NUMBERS =
      Map.ofEntries(
          number(byte.class, Byte::valueOf),
          number(short.class, Short::valueOf),
          number(int.class, Integer::valueOf),
          number(long.class, Long::valueOf),
          number(float.class, Float::valueOf),
          number(double.class, Double::valueOf));

  private static final Map<Class<?>, Cell> OTHERS =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(boolean.class, of("is neither true nor false", Cells::bool)),
          Map.entry(char.class, of("is not a single character", Cells::character)),
          Map.entry(BigDecimal.class, of("is not a number", BigDecimal::new)),
          Map.entry(BigInteger.class, of("is not a whole number", BigInteger::new)),
          Map.entry(LocalTime.class, of("is not a time", LocalTime::parse)));

  private static final Map<Class<?>, Class<?>> PRIMITIVES =
      Map.of(
          Byte.class, byte.class,
          Short.class, short.class,
          Integer.class, int.class,
          Long.class, long.class,
          Float.class, float.class,
          Double.class, double.class,
          Boolean.class, boolean.class,
          Character.class, char.class);

  private Cells() {}

  /** The cell of a component. */
  static Cell of(RecordComponent component, Timestamps timestamps) {
    Type type = component.getGenericType();
    if (component.getType() == Optional.class && type instanceof ParameterizedType optional) {
      Type inner = optional.getActualTypeArguments()[0];
      if (inner instanceof Class<?> raw) {
        return optional(nullable(value(raw, component, timestamps), raw));
      }
    }
    Class<?> raw = component.getType();
    Cell cell = value(raw, component, timestamps);
    if (raw == String.class || raw == char.class) {
      return cell;
    }
    return raw.isPrimitive() ? required(cell) : nullable(cell, raw);
  }

  private static Cell value(Class<?> type, RecordComponent component, Timestamps timestamps) {
    Class<?> plain = PRIMITIVES.getOrDefault(type, type);
    Cell cell = NUMBERS.get(plain);
    if (cell == null) {
      cell = OTHERS.get(plain);
    }
    if (cell != null) {
      return cell;
    }
    if (plain == Instant.class) {
      return time("is not a point in time", timestamps::instant, timestamps);
    }
    if (plain == LocalDateTime.class) {
      return time("is not a date and time", timestamps::dateTime, timestamps);
    }
    if (plain == LocalDate.class) {
      return time("is not a date", timestamps::date, timestamps);
    }
    if (plain.isEnum()) {
      return enumeration(plain);
    }
    throw new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "component '"
            + component.getName()
            + "' of "
            + component.getDeclaringRecord().getName()
            + " has type "
            + component.getGenericType().getTypeName()
            + ", which no cell can hold. A cell can hold a primitive or its box, String, an enum,"
            + " BigDecimal, BigInteger,"
            + " Instant, LocalDate, LocalDateTime, LocalTime, or an Optional of one of these.");
  }

  private static Map.Entry<Class<?>, Cell> number(Class<?> primitive, Parser parser) {
    boolean whole = primitive != float.class && primitive != double.class;
    String problem = whole ? "is not a whole number of type " + primitive : "is not a number";
    return Map.entry(primitive, of(problem, parser));
  }

  private static Cell of(String problem, Parser parser) {
    return text -> parse(text, problem, parser);
  }

  private static Cell time(String problem, Parser parser, Timestamps timestamps) {
    return new Cell() {
      @Override
      public Object parse(String text) throws InvalidRecordException {
        return Cells.parse(text, problem + timestamps.expected(), parser);
      }

      @Override
      public String print(@Nullable Object value) {
        return value == null ? "" : timestamps.print(value);
      }
    };
  }

  private static Object parse(String text, String problem, Parser parser)
      throws InvalidRecordException {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException | DateTimeException e) {
      // The exception is left behind on purpose: its message quotes the text.
      throw new InvalidRecordException(null, problem + " (" + text.length() + " characters)");
    }
  }

  private static Cell enumeration(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(simplified(((Enum<?>) constant).name()), constant);
    }
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
    return new Cell() {
      @Override
      public Object parse(String text) throws InvalidRecordException {
        Object constant = constants.get(text);
        if (constant == null) {
          constant = constants.get(simplified(text));
        }
        if (constant == null) {
          throw new InvalidRecordException(
              null, "is no " + type.getSimpleName() + " (" + text.length() + " characters)");
        }
        return constant;
      }

      @Override
      public String print(@Nullable Object value) {
        return value instanceof Enum<?> constant ? constant.name() : "";
      }
    };
  }

  private static Cell required(Cell cell) {
    return text -> {
      String stripped = text.strip();
      if (stripped.isEmpty()) {
        throw new InvalidRecordException(null, "is empty");
      }
      return cell.parse(stripped);
    };
  }

  private static Cell nullable(Cell cell, Class<?> type) {
    boolean blanksCount = type == String.class || type == Character.class;
    return new Cell() {
      @Override
      public @Nullable Object parse(String text) throws InvalidRecordException {
        String bare = blanksCount ? text : text.strip();
        return bare.isEmpty() ? null : cell.parse(bare);
      }

      @Override
      public String print(@Nullable Object value) {
        return cell.print(value);
      }
    };
  }

  private static Cell optional(Cell cell) {
    return new Cell() {
      @Override
      public Object parse(String text) throws InvalidRecordException {
        return Optional.ofNullable(cell.parse(text));
      }

      @Override
      public String print(@Nullable Object value) {
        return value instanceof Optional<?> optional ? cell.print(optional.orElse(null)) : "";
      }
    };
  }

  private static Boolean bool(String text) {
    if (text.equalsIgnoreCase("true") || text.equals("1")) {
      return true;
    }
    if (text.equalsIgnoreCase("false") || text.equals("0")) {
      return false;
    }
    throw new IllegalArgumentException();
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException();
    }
    return text.charAt(0);
  }

  /** A name without what people write differently: case, underscores, hyphens and spaces. */
  static String simplified(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-' && !Character.isWhitespace(c)) {
        plain.append(c);
      }
    }
    return plain.toString().toLowerCase(Locale.ROOT);
  }
}
