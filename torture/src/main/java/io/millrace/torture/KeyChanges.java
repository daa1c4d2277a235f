package io.millrace.torture;

import java.util.List;
import java.util.stream.Stream;

/** Changes of keys. */
final class KeyChanges {
  private KeyChanges() {}

  static List<SchemaChange> all() {
    return Stream.of(read(), refused()).flatMap(List::stream).toList();
  }

  private static List<SchemaChange> read() {
    return List.of(
        SchemaChange.migratesKeys(
            "key: component added",
            """
              public record Key(String a) {}
              public static Key key(long n) { return new Key("k" + n); }
              """,
            """
              public record Key(long b, String a) {}
              public static Key key(long n) { return new Key(0, "k" + n); }
              """,
            n -> "Key[b=0, a=k" + n + "]"),
        SchemaChange.migratesKeys(
            "key: component widened",
            """
              public record Key(int a) {}
              public static Key key(long n) { return new Key((int) -n); }
              """,
            """
              public record Key(long a) {}
              public static Key key(long n) { return new Key(-n); }
              """,
            n -> "Key[a=" + -n + "]"),
        SchemaChange.migratesKeys(
            "key: components renamed and reordered",
            """
              public record Key(int a, String b) {}
              public static Key key(long n) { return new Key((int) n, "k"); }
              """,
            """
              public record Key(String b, @Was("a") int c) {}
              public static Key key(long n) { return new Key("k", (int) n); }
              """,
            n -> "Key[b=k, c=" + n + "]"));
  }

  private static List<SchemaChange> refused() {
    return List.of(
        SchemaChange.refusedKeys(
            "key: component removed",
            """
              public record Key(int a, String b) {}
              public static Key key(long n) { return new Key((int) n, "k"); }
              """,
            """
              public record Key(int a) {}
              public static Key key(long n) { return new Key((int) n); }
              """,
            "Key:"));
  }
}
