package io.millrace.torture;

import java.util.List;
import java.util.stream.Stream;

/** Changes of enums, of sealed types and inside other types that are read in their new shape. */
final class NestedChanges {
  private NestedChanges() {}

  static List<SchemaChange> all() {
    return Stream.of(enums(), subtypes(), inside()).flatMap(List::stream).toList();
  }

  private static List<SchemaChange> enums() {
    return List.of(
        SchemaChange.migrates(
            "enum constants added and reordered",
            """
              public enum Kind { RED, GREEN }
              public record Value(Kind a) {}
              public static Value value(long n) { return new Value(n % 2 == 0 ? Kind.RED : Kind.GREEN); }
              """,
            """
              public enum Kind { BLUE, GREEN, RED }
              public record Value(Kind a) {}
              public static Value value(long n) { return new Value(Kind.BLUE); }
              """,
            n -> "Value[a=" + (n % 2 == 0 ? "RED" : "GREEN") + "]",
            n -> "Value[a=BLUE]"),
        SchemaChange.migrates(
            "enum constant renamed",
            """
              public enum Kind { RED, GREEN }
              public record Value(Kind a) {}
              public static Value value(long n) { return new Value(n % 2 == 0 ? Kind.RED : Kind.GREEN); }
              """,
            """
              public enum Kind { GREEN, @Was("RED") SCARLET }
              public record Value(Kind a) {}
              public static Value value(long n) { return new Value(Kind.GREEN); }
              """,
            n -> "Value[a=" + (n % 2 == 0 ? "SCARLET" : "GREEN") + "]",
            n -> "Value[a=GREEN]"));
  }

  private static List<SchemaChange> subtypes() {
    return List.of(
        SchemaChange.migrates(
            "subtypes added and reordered",
            """
              public sealed interface Value permits One, Two {}
              public record One(int a) implements Value {}
              public record Two(int a) implements Value {}
              public static Value value(long n) { return n % 2 == 0 ? new One((int) n) : new Two((int) n); }
              """,
            """
              public sealed interface Value permits Zero, Two, One {}
              public record Zero() implements Value {}
              public record One(int a) implements Value {}
              public record Two(int a, int b) implements Value {}
              public static Value value(long n) { return new Zero(); }
              """,
            n -> n % 2 == 0 ? "One[a=" + n + "]" : "Two[a=" + n + ", b=0]",
            n -> "Zero[]"),
        SchemaChange.migrates(
            "subtype renamed",
            """
              public sealed interface Value permits One, Two {}
              public record One(int a) implements Value {}
              public record Two(int a) implements Value {}
              public static Value value(long n) { return n % 2 == 0 ? new One((int) n) : new Two((int) n); }
              """,
            """
              public sealed interface Value permits Two, First {}
              @Was("One") public record First(int a) implements Value {}
              public record Two(int a) implements Value {}
              public static Value value(long n) { return new First(1); }
              """,
            n -> n % 2 == 0 ? "First[a=" + n + "]" : "Two[a=" + n + "]",
            n -> "First[a=1]"));
  }

  private static List<SchemaChange> inside() {
    return List.of(
        SchemaChange.migrates(
            "inside lists, sets, maps and optionals",
            """
              public record In(int a) {}
              public record Value(List<In> l, Map<Long, In> m, Optional<In> o, Set<Integer> s) {}
              public static Value value(long n) { return new Value(List.of(new In((int) n)), Map.of(n, new In(1)), Optional.of(new In(2)), Set.of(3)); }
              """,
            """
              public record In(int a, boolean b) {}
              public record Value(List<In> l, Map<Long, In> m, Optional<In> o, Set<Long> s) {}
              public static Value value(long n) { return new Value(List.of(), Map.of(), Optional.empty(), Set.of()); }
              """,
            n ->
                "Value[l=[In[a=%d, b=false]], m={%d=In[a=1, b=false]}, o=Optional[In[a=2, b=false]], s=[3]]"
                    .formatted(n, n),
            n -> "Value[l=[], m={}, o=Optional.empty, s=[]]"),
        SchemaChange.migrates(
            "inside a type that holds itself",
            """
              public record Value(int a, List<Value> of) {}
              public static Value value(long n) { return new Value((int) n, List.of(new Value(1, List.of(new Value(2, List.of()))))); }
              """,
            """
              public record Value(List<Value> of, int a, char b) {}
              public static Value value(long n) { return new Value(List.of(), (int) n, 'x'); }
              """,
            n ->
                "Value[of=[Value[of=[Value[of=[], a=2, b=\0]], a=1, b=\0]], a=%d, b=\0]"
                    .formatted(n),
            n -> "Value[of=[], a=%d, b=x]".formatted(n)));
  }
}
