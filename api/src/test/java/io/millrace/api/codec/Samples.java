package io.millrace.api.codec;

import io.millrace.api.type.Types;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Types, and values of every type that has a codec. */
final class Samples {

  private Samples() {}

  record Case(Type type, Object value) {
    @SuppressWarnings("unchecked")
    Codec<Object> codec() {
      return (Codec<Object>) Codecs.of(type);
    }

    @Override
    public String toString() {
      return Types.name(type);
    }
  }

  record Unit() {}

  record Line(String sku, int quantity, BigDecimal price) {}

  record Primitives(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, Integer boxed) {}

  record Cart(
      String user,
      List<Line> lines,
      Map<String, List<Integer>> index,
      Optional<Line> first,
      Instant at,
      DayOfWeek day,
      String[] tags,
      int[][] grid) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Cart that && this.toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
      return toString().hashCode();
    }

    @Override
    public String toString() {
      return List.of(
              "" + user,
              "" + lines,
              "" + index,
              "" + first,
              "" + at,
              "" + day,
              Arrays.toString(tags),
              Arrays.deepToString(grid))
          .toString();
    }
  }

  record Pair<A, B>(A first, B second) {}

  sealed interface Expr permits Num, Binary, Sum, Leaf {}

  record Num(long value) implements Expr {}

  record Binary(Op op, Expr left, Expr right) implements Expr {}

  record Sum(List<Expr> parts) implements Expr {}

  sealed interface Leaf extends Expr permits Name, Constant {}

  record Name(String name) implements Leaf {}

  /** Constants with bodies, so that their classes are not the enum's. */
  enum Constant implements Leaf {
    PI {
      @Override
      double value() {
        return Math.PI;
      }
    },
    E {
      @Override
      double value() {
        return Math.E;
      }
    };

    abstract double value();
  }

  enum Op {
    PLUS,
    TIMES
  }

  record Node(int value, Node next) {}

  sealed interface Result<T> permits Ok, Failed {}

  record Ok<X>(X value) implements Result<X> {}

  record Failed<X>(String reason) implements Result<X> {}

  /** Nine components that can be null, so more than one byte of null bits. */
  record Wide(
      String a, String b, String c, String d, String e, String f, String g, String h, String i) {}

  record Checked(int low, int high) {
    Checked {
      if (low > high) {
        throw new IllegalArgumentException("low must not be above high");
      }
    }
  }

  static final Cart CART =
      new Cart(
          "zoë",
          Arrays.asList(new Line("a", 1, new BigDecimal("1.50")), null, new Line(null, -7, null)),
          Map.of("x", List.of(1, 2, 3)),
          Optional.of(new Line("b", 2, BigDecimal.TEN)),
          Instant.ofEpochSecond(-5, 17),
          DayOfWeek.FRIDAY,
          new String[] {"t", null},
          new int[][] {{1, 2}, null, {}});

  static final Expr EXPR =
      new Binary(
          Op.PLUS,
          new Sum(List.of(new Num(1), new Name("x"), Constant.PI, new Sum(List.of()))),
          new Binary(Op.TIMES, new Num(Long.MIN_VALUE), Constant.E));

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    addLeaves(all);
    addTimes(all);
    addArrays(all);
    addContainers(all);
    addRecords(all);
    return all;
  }

  private static void add(List<Case> all, Type type, Object... values) {
    for (Object value : values) {
      all.add(new Case(type, value));
    }
  }

  private static void addLeaves(List<Case> all) {
    add(all, boolean.class, true, false);
    add(all, Boolean.class, true);
    add(all, byte.class, (byte) -128, (byte) 127);
    add(all, short.class, Short.MIN_VALUE, Short.MAX_VALUE);
    add(all, char.class, 'x', '\uFFFF', '\uD800');
    add(all, int.class, 0, 63, 64, -64, -65, Integer.MIN_VALUE, Integer.MAX_VALUE);
    add(all, long.class, 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, 1L << 35);
    add(all, float.class, -0.0f, Float.NaN, Float.MIN_VALUE);
    add(all, double.class, -0.0, Double.NaN, Math.PI, Double.NEGATIVE_INFINITY);
    add(all, String.class, "", "ascii", "zoë €", "😀!", "\uD83D", "\uDE00\uD83D", "a\uD83Dé", "\0");
    add(all, BigInteger.class, BigInteger.ZERO, BigInteger.ONE.shiftLeft(200).negate());
    add(all, BigDecimal.class, new BigDecimal("1.0"), new BigDecimal("-1E+1000"));
    add(all, UUID.class, new UUID(-1, 5));
    add(all, OptionalInt.class, OptionalInt.empty(), OptionalInt.of(-3));
    add(all, OptionalLong.class, OptionalLong.empty(), OptionalLong.of(3));
    add(all, OptionalDouble.class, OptionalDouble.empty(), OptionalDouble.of(0.1));
    add(all, TimeUnit.class, (Object[]) TimeUnit.values());
  }

  private static void addTimes(List<Case> all) {
    add(all, Instant.class, Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.ofEpochMilli(-1));
    add(
        all,
        Duration.class,
        Duration.ZERO,
        Duration.ofSeconds(Long.MIN_VALUE),
        Duration.ofNanos(-1));
    add(all, Period.class, Period.of(1, -2, 3));
    add(all, LocalDate.class, LocalDate.MIN, LocalDate.MAX, LocalDate.of(2024, 2, 29));
    add(all, LocalTime.class, LocalTime.MIN, LocalTime.MAX);
    add(all, LocalDateTime.class, LocalDateTime.MIN, LocalDateTime.MAX);
    add(all, Year.class, Year.of(-4));
    add(all, YearMonth.class, YearMonth.of(2024, 2));
    add(all, ZoneId.class, ZoneId.of("Europe/Berlin"), ZoneOffset.UTC, ZoneId.of("UTC+3"));
    add(all, ZoneOffset.class, ZoneOffset.ofHoursMinutesSeconds(-5, -30, -1));
    add(all, OffsetDateTime.class, OffsetDateTime.MIN, OffsetDateTime.MAX);
    // Both sides of the hour that happens twice.
    LocalDateTime twice = LocalDateTime.of(2024, 10, 27, 2, 30);
    ZonedDateTime summer = twice.atZone(ZoneId.of("Europe/Berlin"));
    add(all, ZonedDateTime.class, summer, summer.plusHours(1), twice.atZone(ZoneOffset.ofHours(9)));
  }

  private static void addArrays(List<Case> all) {
    add(all, boolean[].class, new boolean[] {true, false});
    add(all, byte[].class, new byte[0], new byte[] {1, -1});
    add(all, short[].class, new short[] {Short.MIN_VALUE, -1, 0, 255, 256});
    add(all, char[].class, new char[] {'a', '\uFFFF'});
    add(all, int[].class, new int[] {1, Integer.MIN_VALUE});
    add(all, long[].class, new long[] {1, Long.MIN_VALUE});
    add(all, float[].class, new float[] {1.5f});
    add(all, double[].class, new double[] {1.5, -0.0});
    add(all, String[].class, new String[] {"a", null}, new String[0]);
    add(all, int[][].class, (Object) new int[][] {{1}, {}, null});
    add(all, Line[][].class, (Object) new Line[][] {{new Line("a", 1, null)}, null});
    add(all, Integer[].class, (Object) new Integer[] {1, null});
  }

  private static void addContainers(List<Case> all) {
    Type strings = Types.parameterized(List.class, String.class);
    add(all, strings, List.of(), List.of("a", "b"), Arrays.asList(null, "x", null));
    add(all, Types.parameterized(Collection.class, Long.class), List.of(1L));
    add(all, Types.parameterized(Iterable.class, Long.class), List.of(1L, 2L));
    add(
        all,
        Types.parameterized(Set.class, String.class),
        new LinkedHashSet<>(Arrays.asList("b", null, "a")),
        Set.of());
    Map<String, List<Integer>> map = new LinkedHashMap<>();
    map.put("z", List.of(1));
    map.put(null, List.of());
    map.put("a", null);
    Type lists = Types.parameterized(List.class, Integer.class);
    add(all, Types.parameterized(Map.class, String.class, lists), map, Map.of("k", List.of(4)));
    add(
        all,
        Types.parameterized(Optional.class, strings),
        Optional.empty(),
        Optional.of(List.of("")));
    add(
        all,
        Types.parameterized(List.class, Types.parameterized(List.class, Unit.class)),
        List.of(List.of(new Unit(), new Unit()), List.of()));
  }

  private static void addRecords(List<Case> all) {
    add(all, Unit.class, new Unit());
    add(
        all,
        Primitives.class,
        new Primitives(true, (byte) 1, (short) -2, 'c', -4, 5L, 6.5f, -7.5, null),
        new Primitives(false, (byte) 0, (short) 0, '\0', 0, 0, 0, 0, 9));
    add(all, Cart.class, CART, new Cart(null, null, null, null, null, null, null, null));
    Type integers = Types.parameterized(List.class, Integer.class);
    add(
        all,
        Types.parameterized(Pair.class, String.class, integers),
        new Pair<>("a", List.of(1, 2)),
        new Pair<>(null, null));
    add(all, Expr.class, EXPR, new Num(1), Constant.PI);
    add(all, Binary.class, new Binary(null, new Num(2), null));
    add(all, Node.class, new Node(1, new Node(2, null)));
    Type result = Types.parameterized(Result.class, integers);
    add(all, result, new Ok<>(List.of(1)), new Failed<>("why"));
    add(all, Wide.class, new Wide("a", null, "c", "d", "e", "f", "g", null, "i"));
    add(all, Wide.class, new Wide(null, null, null, null, null, null, null, null, null));
    add(all, Checked.class, new Checked(1, 2));
  }
}
