package io.millrace.api.codec;

import io.millrace.api.error.MillraceException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Derives codecs from types.
 *
 * <p>These types have a codec: primitives and their boxes, {@code String}, {@code BigInteger},
 * {@code BigDecimal}, {@code UUID}; of {@code java.time} {@code Instant}, {@code Duration}, {@code
 * Period}, {@code LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code OffsetDateTime},
 * {@code ZonedDateTime}, {@code ZoneId}, {@code ZoneOffset}, {@code Year}, {@code YearMonth};
 * {@code Optional} and {@code OptionalInt}, {@code OptionalLong}, {@code OptionalDouble}; {@code
 * List}, {@code Set}, {@code Collection}, {@code Iterable}, {@code Map}; arrays; enums; records,
 * also generic and recursive ones; sealed interfaces of these. Everything else is registered with
 * {@link CodecRegistry#with}: there is no fallback, and no class name is ever read from data.
 *
 * <ul>
 *   <li><b>Nulls:</b> components, elements, keys and values may be null; a value itself only with
 *       {@link #nullable}.
 *   <li><b>Identity:</b> collections come back unmodifiable and in the order they were written
 *       ({@code Iterable} and {@code Collection} as a list). Equal sets and maps in different
 *       orders give different bytes.
 *   <li><b>Limits:</b> a recursive type may nest 64 levels deep.
 *   <li><b>Threads:</b> no state; the codecs are immutable.
 *   <li><b>Cost:</b> each derivation uses reflection and keeps no cache: derive once and keep the
 *       codec.
 *   <li><b>Fails:</b> {@code CODEC_MISSING} for a type without a codec, {@code TYPE_UNKNOWN} for a
 *       raw generic or unknown type.
 * </ul>
 */
public final class Codecs {

  private Codecs() {}

  /** The codec of a class that is not generic; the box's codec for a primitive. */
  public static <T> Codec<T> of(Class<T> type) {
    return derive(type, "");
  }

  /** The codec of a type, for example {@code Types.parameterized(List.class, String.class)}. */
  public static Codec<?> of(Type type) {
    return derive(type, "");
  }

  /**
   * The codec of a type.
   *
   * @param where the id of the operator that needs it, for the message; may be empty
   * @param <T> what {@code type} says, which the caller vouches for
   * @throws MillraceException {@code CODEC_MISSING} or {@code TYPE_UNKNOWN}, with the path to the
   *     type at fault
   */
  public static <T> Codec<T> derive(Type type, String where) {
    return CodecRegistry.builtIn().derive(type, where);
  }

  /** {@code codec} and null, for one byte more. */
  public static <T> Codec<@Nullable T> nullable(Codec<T> codec) {
    return new NullableCodec<>(codec);
  }

  /**
   * The bytes of one value. Allocates a writer: for tests and rare events, not for each element.
   */
  public static <T extends @Nullable Object> byte[] toBytes(Codec<T> codec, T value) {
    DataWriter out = DataWriter.create();
    codec.write(value, out);
    return out.toByteArray();
  }

  /**
   * The one value in {@code bytes}.
   *
   * @throws MillraceException {@code CODEC_CORRUPT} if they do not decode, or bytes are left
   */
  public static <T extends @Nullable Object> T fromBytes(Codec<T> codec, byte[] bytes) {
    DataReader in = DataReader.of(bytes);
    T value = codec.read(in);
    in.expectEnd();
    return value;
  }
}
