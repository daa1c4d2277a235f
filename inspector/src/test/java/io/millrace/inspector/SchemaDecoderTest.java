package io.millrace.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values are read by their schema alone. */
final class SchemaDecoderTest {
  enum Color {
    RED,
    GREEN
  }

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(int side, Color color) implements Shape {}

  record Tree(String name, List<Tree> children, Color color) {}

  record Many(
      boolean flag,
      byte small,
      short number,
      char letter,
      long large,
      float real,
      BigDecimal exact,
      Instant at,
      Optional<Shape> shape,
      Map<String, Integer> counts,
      byte[] bytes,
      int[] numbers) {}

  @Test
  void whenAValueIsDecoded_thenItIsTheJsonOfTheValue() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("a", 1);
    counts.put("b", null);
    Many many =
        new Many(
            true,
            (byte) -1,
            (short) 300,
            'x',
            Long.MIN_VALUE,
            1.5f,
            new BigDecimal("12.340"),
            Instant.ofEpochSecond(1),
            Optional.of(new Square(2, Color.GREEN)),
            counts,
            new byte[] {1, 2},
            new int[] {-1, 1});
    assertThat(decode(Many.class, many))
        .isEqualTo(
            "{\"flag\":true,\"small\":-1,\"number\":300,\"letter\":\"x\","
                + "\"large\":-9223372036854775808,\"real\":1.5,\"exact\":12.340,"
                + "\"at\":\"1970-01-01T00:00:01Z\","
                + "\"shape\":{\"@type\":\"Square\",\"side\":2,\"color\":\"GREEN\"},"
                + "\"counts\":{\"a\":1,\"b\":null},\"bytes\":\"AQI=\",\"numbers\":[-1,1]}");
  }

  @Test
  void whenATypeHoldsItself_thenReferencesAreFollowed() {
    Tree tree = new Tree("root", List.of(new Tree("leaf", List.of(), Color.RED)), null);
    assertThat(decode(Tree.class, tree))
        .isEqualTo(
            "{\"name\":\"root\",\"children\":[{\"name\":\"leaf\",\"children\":[],"
                + "\"color\":\"RED\"}],\"color\":null}");
  }

  @Test
  void whenAFormatIsUnknown_thenItsBytesAreShown() {
    byte[] bytes = {1, 10, 127};
    CodecSchema ours = CodecSchema.leaf("ours", 3);
    CodecSchema record =
        new CodecSchema("record", "R", 1, List.of(new CodecSchema.Field("x", false, ours)));
    for (CodecSchema schema : List.of(ours, record)) {
      assertThat(new SchemaDecoder(schema).decode(DataReader.of(bytes)).toString())
          .isEqualTo("{\"format\":\"ours\",\"hex\":\"010a7f\"}");
    }
  }

  @Test
  void whenBytesAreNotOfTheSchema_thenTheyAreShownToo() {
    assertThat(
            new SchemaDecoder(Codecs.of(Tree.class).schema())
                .decode(DataReader.of(new byte[] {0, 99}))
                .toString())
        .isEqualTo("{\"format\":\"damaged record\",\"hex\":\"0063\"}");
  }

  private static <T> String decode(Class<T> type, T value) {
    Codec<T> codec = Codecs.of(type);
    byte[] bytes = Codecs.toBytes(codec, value);
    return new SchemaDecoder(codec.schema()).decode(DataReader.of(bytes)).toString();
  }
}
