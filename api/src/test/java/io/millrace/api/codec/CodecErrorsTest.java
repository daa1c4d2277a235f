package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.ErrorCode;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import io.millrace.api.type.UnknownType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CodecErrorsTest {
  record Owned(Thread owner) {}

  record Cart(List<Owned> lines) {}

  record Deep(Map<String, Optional<Owned[]>> byName) {}

  record Keyed(Map<Owned, String> owners) {}

  @SuppressWarnings("rawtypes")
  record Raw(List items) {}

  record Loose(Object anything) {}

  record Concrete(ArrayList<String> items) {}

  record Box<T>(T value) {}

  record Growing<T>(T value, Growing<List<T>> next) {}

  sealed interface Shape permits Circle, Polygon {}

  record Circle(double radius) implements Shape {}

  static final class Polygon implements Shape {}

  interface Open {}

  private static void assertFails(Type type, ErrorCode code, String... parts) {
    assertThatThrownBy(() -> Codecs.derive(type, "cart-watch"))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains("operator 'cart-watch': ").contains(parts);
            });
  }

  @Test
  void whenTypeHasNoCodec_thenMessageNamesOperatorPathAndCure() {
    assertThatThrownBy(() -> Codecs.derive(Cart.class, "cart-watch"))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "CODEC_MISSING [USER] operator 'cart-watch': no codec for java.lang.Thread at"
                + " Cart.lines[].owner. Make it a record, enum or sealed interface of records, or"
                + " register a codec with CodecRegistry.with(Thread.class, ...)");
  }

  @Test
  void whenNoOperatorIsGiven_thenMessageStartsWithTheType() {
    assertThatThrownBy(() -> Codecs.of(Thread.class))
        .hasMessageStartingWith("CODEC_MISSING [USER] no codec for java.lang.Thread at Thread. ");
  }

  @Test
  void whenTypeIsNested_thenPathLeadsThroughMapsOptionalsAndArrays() {
    assertFails(Deep.class, ApiError.CODEC_MISSING, "at Deep.byName{value}?[].owner.");
    assertFails(Keyed.class, ApiError.CODEC_MISSING, "at Keyed.owners{key}.owner.");
    assertFails(
        Types.parameterized(Box.class, Types.parameterized(List.class, Thread.class)),
        ApiError.CODEC_MISSING,
        "at Box<List<Thread>>.value[].");
  }

  @Test
  void whenSealedPermitsAClass_thenPathNamesIt() {
    assertFails(Shape.class, ApiError.CODEC_MISSING, "Polygon at Shape(Polygon).");
    assertFails(Open.class, ApiError.CODEC_MISSING, "Open at Open.");
    assertFails(Loose.class, ApiError.CODEC_MISSING, "java.lang.Object at Loose.anything");
  }

  @Test
  void whenCollectionClassIsConcrete_thenCureIsTheInterface() {
    assertFails(
        Concrete.class,
        ApiError.CODEC_MISSING,
        "at Concrete.items. Declare it as List, Set or Map");
  }

  @Test
  void whenTypeIsRawOrUnknown_thenReasonAndCure() {
    String cure = "Use a method reference (Order::lines) instead of a lambda";
    assertFails(Raw.class, ApiError.TYPE_UNKNOWN, "at Raw.items is not known: raw List", cure);
    assertFails(Map.class, ApiError.TYPE_UNKNOWN, "raw Map, its type arguments are missing", cure);
    assertFails(Box.class, ApiError.TYPE_UNKNOWN, "raw Box", cure);
    assertFails(Object.class, ApiError.TYPE_UNKNOWN, "only java.lang.Object is left", cure);
    assertFails(new UnknownType("of the moon"), ApiError.TYPE_UNKNOWN, "of the moon", cure);
    assertFails(
        Types.parameterized(List.class, new UnknownType("of the moon")),
        ApiError.TYPE_UNKNOWN,
        "at List<unknown>[] is not known: of the moon");
    assertFails(Box.class.getTypeParameters()[0], ApiError.TYPE_UNKNOWN, "type variable T");
  }

  @Test
  void whenTypeArgumentsGrowWithoutEnd_thenMissingAndNoStackOverflow() {
    assertFails(
        Types.parameterized(Growing.class, String.class),
        ApiError.CODEC_MISSING,
        "Growing",
        "grow without end");
  }
}
