package io.millrace.torture;

import java.util.List;
import java.util.stream.Stream;

/** Changes of numbers, names and the order of components that are read in their new shape. */
final class NumberChanges {
  private NumberChanges() {}

  static List<SchemaChange> all() {
    return Stream.of(widened(), named()).flatMap(List::stream).toList();
  }

  private static List<SchemaChange> widened() {
    return List.of(
        SchemaChange.migrates(
            "widened, whole numbers",
            """
              public record Value(byte a, short b, int c, Integer d) {}
              public static Value value(long n) { return new Value((byte) -n, (short) -n, (int) -n, (int) -n); }
              """,
            """
              public record Value(short a, int b, long c, Long d) {}
              public static Value value(long n) { return new Value((short) -n, (int) -n, -n, -n); }
              """,
            n -> "Value[a=%d, b=%d, c=%d, d=%d]".formatted(-n, -n, -n, -n),
            n -> "Value[a=%d, b=%d, c=%d, d=%d]".formatted(-n, -n, -n, -n)),
        SchemaChange.migrates(
            "widened, float to double",
            """
              public record Value(float a) {}
              public static Value value(long n) { return new Value(n + 0.1f); }
              """,
            """
              public record Value(double a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            n -> "Value[a=" + (double) (n + 0.1f) + "]",
            n -> "Value[a=" + (double) n + "]"),
        SchemaChange.migrates(
            "widened, int to double",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(double a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            n -> "Value[a=" + (double) n + "]",
            n -> "Value[a=" + (double) n + "]"),
        SchemaChange.migrates(
            "primitive to nullable",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(Integer a) {}
              public static Value value(long n) { return new Value(null); }
              """,
            n -> "Value[a=" + n + "]",
            n -> "Value[a=null]"));
  }

  private static List<SchemaChange> named() {
    return List.of(
        SchemaChange.migrates(
            "component renamed",
            """
              public record Value(long a, long b) {}
              public static Value value(long n) { return new Value(n, 2 * n); }
              """,
            """
              public record Value(@Was({"x", "a"}) long c, long b) {}
              public static Value value(long n) { return new Value(n, 2 * n); }
              """,
            n -> "Value[c=%d, b=%d]".formatted(n, 2 * n),
            n -> "Value[c=%d, b=%d]".formatted(n, 2 * n)),
        SchemaChange.migrates(
            "components reordered",
            """
              public record Value(long a, long b, String c) {}
              public static Value value(long n) { return new Value(n, 2 * n, "c"); }
              """,
            """
              public record Value(String c, long b, long a) {}
              public static Value value(long n) { return new Value("c", 2 * n, n); }
              """,
            n -> "Value[c=c, b=%d, a=%d]".formatted(2 * n, n),
            n -> "Value[c=c, b=%d, a=%d]".formatted(2 * n, n)));
  }
}
