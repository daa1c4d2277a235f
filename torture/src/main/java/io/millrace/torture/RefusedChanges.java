package io.millrace.torture;

import java.util.List;
import java.util.stream.Stream;

/** Changes of values that cannot be read. */
final class RefusedChanges {
  private RefusedChanges() {}

  static List<SchemaChange> all() {
    return Stream.of(types(), components(), removed()).flatMap(List::stream).toList();
  }

  private static List<SchemaChange> types() {
    return List.of(
        SchemaChange.refused(
            "narrowed",
            """
              public record Value(long a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value(1); }
              """,
            ".value.a:"),
        SchemaChange.refused(
            "widened, but not exactly",
            """
              public record Value(long a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            """
              public record Value(double a) {}
              public static Value value(long n) { return new Value(1); }
              """,
            ".value.a:"),
        SchemaChange.refused(
            "another type",
            """
              public record Value(int a) {}
              public static Value value(long n) { return new Value((int) n); }
              """,
            """
              public record Value(String a) {}
              public static Value value(long n) { return new Value("1"); }
              """,
            ".value.a:"));
  }

  private static List<SchemaChange> components() {
    return List.of(
        SchemaChange.refused(
            "renamed without saying so",
            """
              public record Value(long a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            """
              public record Value(long b) {}
              public static Value value(long n) { return new Value(1); }
              """,
            ".value:"),
        SchemaChange.refused(
            "component added that may not be missing",
            """
              public record Value(long a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            """
              public record Value(long a, String b) {}
              public static Value value(long n) { return new Value(1, ""); }
              """,
            ".value:"),
        SchemaChange.refused(
            "nullable to primitive",
            """
              public record Value(Long a) {}
              public static Value value(long n) { return new Value(n); }
              """,
            """
              public record Value(long a) {}
              public static Value value(long n) { return new Value(1); }
              """,
            ".value.a:"));
  }

  private static List<SchemaChange> removed() {
    return List.of(
        SchemaChange.refused(
            "enum constant removed",
            """
              public enum Kind { RED, GREEN }
              public record Value(Kind a) {}
              public static Value value(long n) { return new Value(Kind.RED); }
              """,
            """
              public enum Kind { RED }
              public record Value(Kind a) {}
              public static Value value(long n) { return new Value(Kind.RED); }
              """,
            ".value.a:"),
        SchemaChange.refused(
            "subtype removed",
            """
              public sealed interface Value permits One, Two {}
              public record One(int a) implements Value {}
              public record Two(int a) implements Value {}
              public static Value value(long n) { return new One(1); }
              """,
            """
              public sealed interface Value permits One {}
              public record One(int a) implements Value {}
              public static Value value(long n) { return new One(1); }
              """,
            ".value:"));
  }
}
