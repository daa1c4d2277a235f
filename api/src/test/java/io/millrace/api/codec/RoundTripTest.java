package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.codec.Samples.Case;
import io.millrace.api.codec.Samples.Node;
import io.millrace.api.codec.Samples.Pair;
import io.millrace.api.codec.Samples.Wide;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

  static List<Case> cases() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whenWrittenAndRead_thenEqual(Case sample) {
    byte[] bytes = Codecs.toBytes(sample.codec(), sample.value());
    assertThat(bytes).isNotEmpty();
    assertSame(Codecs.fromBytes(sample.codec(), bytes), sample.value());
  }

  private static void assertSame(Object actual, Object expected) {
    assertThat(Objects.deepEquals(actual, expected)).as("%s, not %s", actual, expected).isTrue();
    assertThat(actual.getClass().isArray()).isEqualTo(expected.getClass().isArray());
    if (actual.getClass().isArray()) {
      assertThat(actual).hasSameClassAs(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whenWrittenOneAfterTheOther_thenEachReadsItsOwn(Case sample) {
    DataWriter out = DataWriter.withCapacity(0);
    sample.codec().write(sample.value(), out);
    int first = out.size();
    sample.codec().write(sample.value(), out);
    assertThat(out.size()).isEqualTo(2 * first);
    DataReader in = DataReader.of(out.toByteArray());
    assertSame(sample.codec().read(in), sample.value());
    assertThat(in.offset()).isEqualTo(first);
    assertSame(sample.codec().read(in), sample.value());
    in.expectEnd();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whenNullable_thenNullAndValueComeBack(Case sample) {
    Codec<Object> codec = Codecs.nullable(sample.codec());
    assertSame(Codecs.fromBytes(codec, Codecs.toBytes(codec, sample.value())), sample.value());
    assertThat(Codecs.fromBytes(codec, Codecs.toBytes(codec, null))).isNull();
  }

  @Test
  void whenNullIsWrittenWithoutNullable_thenCureIsNamed() {
    for (Case sample : cases()) {
      assertThatThrownBy(() -> Codecs.toBytes(sample.codec(), null))
          .as(sample.toString())
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("Codecs.nullable");
    }
  }

  @Test
  void whenMapIsRead_thenOrderIsKeptAndItCannotBeModified() {
    Map<String, Long> map = new LinkedHashMap<>();
    for (int i = 50; i > 0; i--) {
      map.put("k" + i, (long) i);
    }
    Codec<Map<String, Long>> codec =
        Codecs.derive(Types.parameterized(Map.class, String.class, Long.class), "");
    Map<String, Long> read = Codecs.fromBytes(codec, Codecs.toBytes(codec, map));
    assertThat(new ArrayList<>(read.keySet())).isEqualTo(new ArrayList<>(map.keySet()));
    assertThatThrownBy(() -> read.put("x", 1L)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void whenListOrSetIsRead_thenItCannotBeModified() {
    Codec<List<String>> lists = Codecs.derive(Types.parameterized(List.class, String.class), "");
    Codec<Set<String>> sets = Codecs.derive(Types.parameterized(Set.class, String.class), "");
    List<String> list = Codecs.fromBytes(lists, Codecs.toBytes(lists, List.of("a")));
    Set<String> set = Codecs.fromBytes(sets, Codecs.toBytes(sets, Set.of("a")));
    assertThatThrownBy(() -> list.set(0, "b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> set.add("b")).isInstanceOf(UnsupportedOperationException.class);
    assertThat(list.contains(null)).isFalse();
  }

  @Test
  void whenIterableIsNoCollection_thenItIsWrittenAsList() {
    Codec<Iterable<Integer>> codec =
        Codecs.derive(Types.parameterized(Iterable.class, Integer.class), "");
    Iterable<Integer> once = () -> List.of(1, 2, 3).iterator();
    assertThat(Codecs.fromBytes(codec, Codecs.toBytes(codec, once))).containsExactly(1, 2, 3);
  }

  @Test
  void whenValueIsSmall_thenBytesAreFew() {
    assertThat(Codecs.toBytes(Codecs.of(Integer.class), -64)).hasSize(1);
    assertThat(Codecs.toBytes(Codecs.of(Long.class), 8191L)).hasSize(2);
    assertThat(Codecs.toBytes(Codecs.of(TimeUnit.class), TimeUnit.DAYS)).hasSize(1);
    assertThat(Codecs.toBytes(Codecs.of(Node.class), new Node(1, null))).hasSize(2);
    Wide empty = new Wide(null, null, null, null, null, null, null, null, null);
    assertThat(Codecs.toBytes(Codecs.of(Wide.class), empty)).containsExactly(0xFF, 1);
  }

  @Test
  void whenFormatIsPublished_thenItsBytesNeverChange() {
    Codec<Samples.Line> lines = Codecs.of(Samples.Line.class);
    assertThat(Codecs.toBytes(lines, new Samples.Line("ab", -7, new BigDecimal("1.50"))))
        .containsExactly(0, 2, 'a', 'b', 13, 4, 2, 0, 150);
    assertThat(Codecs.toBytes(lines, new Samples.Line(null, 1, null))).containsExactly(3, 2);
    Codec<List<String>> lists = Codecs.derive(Types.parameterized(List.class, String.class), "");
    assertThat(Codecs.toBytes(lists, List.of("a", "b"))).containsExactly(4, 1, 'a', 1, 'b');
    assertThat(Codecs.toBytes(lists, Arrays.asList("a", null))).containsExactly(5, 1, 1, 'a', 0);
    assertThat(Codecs.toBytes(Codecs.of(Samples.Expr.class), new Samples.Name("x")))
        .containsExactly(3, 0, 0, 1, 'x');
  }

  @Test
  void whenRecursionIsAsDeepAsAllowed_thenItComesBackAndOneMoreIsRefused() {
    Codec<Node> codec = Codecs.of(Node.class);
    Node node = new Node(0, null);
    for (int i = 1; i <= DataWriter.NESTING_MAX; i++) {
      node = new Node(i, node);
    }
    Node deepest = node;
    assertThat(Codecs.fromBytes(codec, Codecs.toBytes(codec, deepest))).isEqualTo(deepest);
    DataWriter out = DataWriter.create();
    for (int i = 0; i < 3; i++) {
      out.reset();
      codec.write(deepest, out);
    }
    assertThatThrownBy(() -> Codecs.toBytes(codec, new Node(65, deepest)))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ApiError.ARGUMENT_INVALID))
        .hasMessageContaining("deeper than 64 levels");
  }

  @Test
  void whenRecordIsLocal_thenItHasACodec() {
    record Local(int a, Map<String, Local> inner) {}
    Local value = new Local(1, Map.of("x", new Local(2, Map.of())));
    Codec<Local> codec = Codecs.of(Local.class);
    assertThat(Codecs.fromBytes(codec, Codecs.toBytes(codec, value))).isEqualTo(value);
  }

  @Test
  void whenValueIsOfAnotherClass_thenBothClassesAreNamed() {
    Codec<Object> codec =
        Codecs.derive(Types.parameterized(Pair.class, Long.class, Long.class), "");
    assertThatThrownBy(() -> Codecs.toBytes(codec, new Pair<>("text", 1L)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("codec of java.lang.Long was given a java.lang.String");
    for (Case sample : cases()) {
      assertThatThrownBy(() -> Codecs.toBytes(sample.codec(), new StringBuilder()))
          .as(sample.toString())
          .isInstanceOf(MillraceException.class);
    }
  }

  @Test
  void whenCodecIsUsedByManyThreads_thenEachGetsItsValue() throws Exception {
    Codec<Samples.Expr> codec = Codecs.of(Samples.Expr.class);
    Map<Integer, Throwable> failures = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int id = t;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  assertThat(Codecs.fromBytes(codec, Codecs.toBytes(codec, Samples.EXPR)))
                      .isEqualTo(Samples.EXPR);
                }
              });
      thread.setUncaughtExceptionHandler((x, e) -> failures.put(id, e));
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEqualTo(new HashMap<>());
  }
}
