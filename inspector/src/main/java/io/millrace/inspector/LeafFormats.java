package io.millrace.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The formats without parts, read by the codecs that write them. Immutable. */
final class LeafFormats {
  private static final List<Class<?>> TYPES =
      List.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Character.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          String.class,
          UUID.class,
          Instant.class,
          Duration.class,
          Period.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          Year.class,
          YearMonth.class,
          ZoneId.class,
          ZoneOffset.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          byte[].class,
          boolean[].class,
          short[].class,
          char[].class,
          int[].class,
          long[].class,
          float[].class,
          double[].class);

  private final Map<String, Codec<?>> codecs = new HashMap<>();

  LeafFormats() {
    for (Class<?> type : TYPES) {
      Codec<?> codec = Codecs.of(type);
      codecs.put(codec.schema().id(), codec);
    }
  }

  /** The value; null if there is no such format. */
  @Nullable JsonNode read(String id, DataReader in) {
    Codec<?> codec = codecs.get(id);
    return codec == null ? null : json(codec.read(in));
  }

  private static JsonNode json(@Nullable Object value) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (value == null) {
      return json.nullNode();
    }
    if (value instanceof byte[] bytes) {
      return json.binaryNode(bytes);
    }
    if (value instanceof Boolean flag) {
      return json.booleanNode(flag);
    }
    if (value instanceof BigDecimal decimal) {
      return json.numberNode(decimal);
    }
    if (value instanceof BigInteger integer) {
      return json.numberNode(integer);
    }
    if (value instanceof Double || value instanceof Float) {
      return json.numberNode(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return json.numberNode(number.longValue());
    }
    return value.getClass().isArray()
        ? SchemaDecoder.MAPPER.valueToTree(value)
        : json.textNode(value.toString());
  }
}
