package io.millrace.api.codec;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which numbers can be read as which wider ones, without losing anything. Stateless. */
final class Widening {
  private static final Map<String, Function<Number, Object>> TO_SHORT =
      Map.of("byte", Number::shortValue);
  private static final Map<String, Function<Number, Object>> TO_INT =
      Map.of("byte", Number::intValue, "short", Number::intValue);
  private static final Map<String, Function<Number, Object>> TO_LONG =
      Map.of("byte", Number::longValue, "short", Number::longValue, "int", Number::longValue);
  private static final Map<String, Function<Number, Object>> TO_FLOAT =
      Map.of("byte", Number::floatValue, "short", Number::floatValue);
  private static final Map<String, Function<Number, Object>> TO_DOUBLE =
      Map.of(
          "byte", Number::doubleValue,
          "short", Number::doubleValue,
          "int", Number::doubleValue,
          "float", Number::doubleValue);
  private static final Map<String, Map<String, Function<Number, Object>>> WIDER =
      Map.of(
          "short", TO_SHORT,
          "int", TO_INT,
          "long", TO_LONG,
          "float", TO_FLOAT,
          "double", TO_DOUBLE);

  private Widening() {}

  /** Reads the format {@code from} as the type of {@code to}; null if that is not exact. */
  static @Nullable Function<DataReader, Object> of(String from, String to) {
    Function<Number, Object> widen = WIDER.getOrDefault(to, Map.of()).get(from);
    LeafCodec<?> narrow = LeafCodecs.ofFormat(from);
    return widen == null || narrow == null ? null : in -> widen.apply((Number) narrow.read(in));
  }
}
