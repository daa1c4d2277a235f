package io.millrace.torture;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A change of the types in a program's state. Both versions are source text: the members of a class
 * {@code Shape} with the types {@code Key} and {@code Value} and the methods {@code key(n)} and
 * {@code value(n)} that make the n-th of each.
 *
 * @param name for people
 * @param before the types of the program that wrote the state
 * @param after those of the one that reads it
 * @param key the n-th key, as text, in the version after
 * @param migrated what the n-th value of before has to become, as text
 * @param fresh the n-th value of after
 * @param parts where the schemas part, as the refusal has to say; null if nothing is refused
 */
record SchemaChange(
    String name,
    String before,
    String after,
    LongFunction<String> key,
    LongFunction<String> migrated,
    LongFunction<String> fresh,
    @Nullable String parts) {
  private static final String KEY =
      """
      public record Key(long of) {}
      public static Key key(long n) { return new Key(n); }
      """;
  private static final String VALUE =
      """
      public record Value(double of) {}
      public static Value value(long n) { return new Value(n); }
      """;

  /** A change of values that are read in their new shape. */
  static SchemaChange migrates(
      String name,
      String before,
      String after,
      LongFunction<String> migrated,
      LongFunction<String> fresh) {
    return new SchemaChange(
        name, KEY + before, KEY + after, SchemaChange::usualKey, migrated, fresh, null);
  }

  /** A change of keys that are read in their new shape. */
  static SchemaChange migratesKeys(
      String name, String before, String after, LongFunction<String> key) {
    LongFunction<String> value = n -> "Value[of=" + (double) n + "]";
    return new SchemaChange(name, VALUE + before, VALUE + after, key, value, value, null);
  }

  /** A change of values that is refused. */
  static SchemaChange refused(String name, String before, String after, String parts) {
    return new SchemaChange(
        name, KEY + before, KEY + after, SchemaChange::usualKey, n -> "?", n -> "?", parts);
  }

  /** A change of keys that is refused. */
  static SchemaChange refusedKeys(String name, String before, String after, String parts) {
    return new SchemaChange(
        name, VALUE + before, VALUE + after, n -> "?", n -> "?", n -> "?", parts);
  }

  private static String usualKey(long n) {
    return "Key[of=" + n + "]";
  }
}
