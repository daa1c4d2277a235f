package io.millrace.torture;

import java.util.List;
import java.util.stream.Stream;

/** Changes of components of records that are read in their new shape. */
final class ComponentChanges {
  private ComponentChanges() {}

  static List<SchemaChange> all() {
    return Stream.of(added(), removed()).flatMap(List::stream).toList();
  }

  private static List<SchemaChange> added() {
    return List.of(
        SchemaChange.migrates(
            "component added, a primitive",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(int a, long b) {}
              public static Value value(long n) { return new Value((int) n, n); }
              """,
            n -> "Value[a=" + n + ", b=0]",
            n -> "Value[a=" + n + ", b=" + n + "]"),
        SchemaChange.migrates(
            "component added, an Optional and a list",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(List<String> c, int a, Optional<Integer> b) {}
              public static Value value(long n) { return new Value(List.of(), (int) n, Optional.of(7)); }
              """,
            n -> "Value[c=[], a=" + n + ", b=Optional.empty]",
            n -> "Value[c=[], a=" + n + ", b=Optional[7]]"),
        SchemaChange.migrates(
            "component added, nullable",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(int a, @Nullable String b) {}
              public static Value value(long n) { return new Value((int) n, "x"); }
              """,
            n -> "Value[a=" + n + ", b=null]",
            n -> "Value[a=" + n + ", b=x]"),
        SchemaChange.migrates(
            "component added, with a value",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(@WhenMissing("EUR") String b, int a, @WhenMissing("-5") int c) {}
              public static Value value(long n) { return new Value("x", (int) n, 1); }
              """,
            n -> "Value[b=EUR, a=" + n + ", c=-5]",
            n -> "Value[b=x, a=" + n + ", c=1]"));
  }

  private static List<SchemaChange> removed() {
    return List.of(
        SchemaChange.migrates(
            "component removed",
            """
              public record Value(String b, int a, String c) {}
              public static Value value(long n) { return new Value("b" + n, (int) n, null); }
              """,
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            n -> "Value[a=" + n + "]",
            n -> "Value[a=" + n + "]"),
        SchemaChange.migrates(
            "component removed, a tree",
            """
              public record Tree(int x, List<Tree> of) {}
              public record Value(Tree b, int a) {}
              public static Value value(long n) { return new Value(new Tree(1, List.of(new Tree((int) n, List.of()))), (int) n); }
              """,
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            n -> "Value[a=" + n + "]",
            n -> "Value[a=" + n + "]"));
  }
}
