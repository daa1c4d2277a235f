package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.codec.Samples.Case;
import io.millrace.api.type.Types;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodecSchemaTest {
  /** The same names as elsewhere, in other orders and types. */
  static final class Other {
    enum Op {
      TIMES,
      PLUS
    }

    record Line(String sku, int quantity, java.math.BigDecimal price) {}

    record Swapped(int quantity, String sku, java.math.BigDecimal price) {}

    record Boxed(String sku, Integer quantity, java.math.BigDecimal price) {}

    record Renamed(String code, int quantity, java.math.BigDecimal price) {}
  }

  private static String fingerprint(Type type) {
    return Codecs.of(type).schema().fingerprint();
  }

  @Test
  void whenDerivedTwice_thenFingerprintIsTheSameAndHas16Digits() {
    for (Case sample : Samples.all()) {
      assertThat(fingerprint(sample.type()))
          .matches("[0-9a-f]{16}")
          .isEqualTo(fingerprint(sample.type()));
    }
  }

  @Test
  void whenTypesDiffer_thenFingerprintsDiffer() {
    Map<String, CodecSchema> seen = new HashMap<>();
    for (Case sample : Samples.all()) {
      CodecSchema schema = sample.codec().schema();
      CodecSchema before = seen.put(schema.fingerprint(), schema);
      assertThat(before == null || before.equals(schema)).as(sample.toString()).isTrue();
    }
  }

  @Test
  void whenFormatIsPublished_thenItsFingerprintNeverChanges() {
    assertThat(fingerprint(Long.class)).isEqualTo("b19dc98365c9c799");
    assertThat(fingerprint(Samples.Line.class)).isEqualTo("159bcefbebbb0607");
    assertThat(fingerprint(Samples.Expr.class)).isEqualTo("65e6b6f568253c78");
  }

  @Test
  void whenRecordIsMoved_thenFingerprintStays() {
    assertThat(fingerprint(Other.Line.class)).isEqualTo(fingerprint(Samples.Line.class));
  }

  @Test
  void whenOrderNameOrNullabilityChanges_thenFingerprintChanges() {
    String line = fingerprint(Samples.Line.class);
    assertThat(fingerprint(Other.Swapped.class)).isNotEqualTo(line);
    assertThat(fingerprint(Other.Boxed.class)).isNotEqualTo(line);
    assertThat(fingerprint(Other.Renamed.class)).isNotEqualTo(line);
    assertThat(fingerprint(Other.Op.class)).isNotEqualTo(fingerprint(Samples.Op.class));
    Codec<Long> codec = Codecs.of(Long.class);
    assertThat(Codecs.nullable(codec).schema().fingerprint())
        .isNotEqualTo(codec.schema().fingerprint());
  }

  @Test
  void whenDescribed_thenEveryPartIsOnItsLine() {
    assertThat(Codecs.of(Types.parameterized(List.class, Samples.Line.class)).schema().describe())
        .isEqualTo(
            """
            list
              element: record Line?
                sku: string?
                quantity: int
                price: decimal?
            """);
  }

  @Test
  void whenTypeIsRecursive_thenSchemaIsFiniteAndRefers() {
    assertThat(Codecs.of(Samples.Expr.class).schema().describe())
        .isEqualTo(
            """
            sealed Expr
              Num: record Num
                value: long
              Binary: record Binary
                op: enum Op?
                  PLUS: constant
                  TIMES: constant
                left: ref#0 Expr?
                right: ref#0 Expr?
              Sum: record Sum
                parts: list?
                  element: ref#0 Expr?
              Leaf: sealed Leaf
                Name: record Name
                  name: string?
                Constant: enum Constant
                  PI: constant
                  E: constant
            """);
  }

  @Test
  void whenSchemaIsStored_thenItComesBackEqual() {
    Codec<CodecSchema> schemas = Codecs.of(CodecSchema.class);
    for (Case sample : Samples.all()) {
      CodecSchema schema = sample.codec().schema();
      CodecSchema read = Codecs.fromBytes(schemas, Codecs.toBytes(schemas, schema));
      assertThat(read).isEqualTo(schema);
      assertThat(read.fingerprint()).isEqualTo(schema.fingerprint());
    }
  }

  record P0(P1 a, P1 b) {}

  record P1(P2 a, P2 b, P0 c) {}

  record P2(P3 a, P3 b, P0 c, P1 d) {}

  record P3(P0 a, P1 b, P2 c, List<P3> d) {}

  @Test
  void whenManyTypesReferToEachOther_thenSchemaStaysSmall() {
    assertThat(Codecs.of(P0.class).schema().describe().lines().count()).isLessThan(20);
  }

  record T0(Duration a, Duration b) {}

  record T1(T0 a, T0 b) {}

  record T2(T1 a, T1 b) {}

  @Test
  void whenTypeOccursTwice_thenItIsDescribedOnce() {
    assertThat(Codecs.of(T2.class).schema().describe())
        .isEqualTo(
            """
            record T2
              a: record T1?
                a: record T0?
                  a: duration?
                  b: duration?
                b: ref#2 T0?
              b: ref#1 T1?
            """);
  }
}
