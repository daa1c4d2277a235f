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
  /** What operators do with the values, for changes that leave it alone. */
  static final String OPERATORS =
      """
      public static final Duration SIZE = Duration.ofHours(1);
      public static final Duration SLIDE = Duration.ofHours(1);
      public static final Duration GAP = Duration.ofHours(1);
      public static final Duration JOINED = Duration.ofHours(1);
      public static final Duration NEAR = Duration.ofSeconds(20);
      public static LaneAggregate<Program.Item, Long> total() {
        return Aggregates.sumLong(Program.Item::n);
      }
      """;

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
        name,
        OPERATORS + KEY + before,
        OPERATORS + KEY + after,
        SchemaChange::usualKey,
        migrated,
        fresh,
        null);
  }

  /** A change of keys that are read in their new shape. */
  static SchemaChange migratesKeys(
      String name, String before, String after, LongFunction<String> key) {
    String types = OPERATORS + VALUE;
    return new SchemaChange(
        name,
        types + before,
        types + after,
        key,
        SchemaChange::usualValue,
        SchemaChange::usualValue,
        null);
  }

  /** A change of values that is refused. */
  static SchemaChange refused(String name, String before, String after, String parts) {
    return new SchemaChange(
        name,
        OPERATORS + KEY + before,
        OPERATORS + KEY + after,
        SchemaChange::usualKey,
        n -> "?",
        n -> "?",
        parts);
  }

  /**
   * A change of what operators do, of which one line becomes another.
   *
   * @param parts where it is refused; null if it is none
   */
  static SchemaChange operators(String name, String before, String after, @Nullable String parts) {
    if (!OPERATORS.contains(before)) {
      throw new IllegalArgumentException("no operator of T19 has '" + before + "'");
    }
    return new SchemaChange(
        name,
        OPERATORS + KEY + VALUE,
        OPERATORS.replace(before, after) + KEY + VALUE,
        SchemaChange::usualKey,
        SchemaChange::usualValue,
        SchemaChange::usualValue,
        parts);
  }

  /** A change of keys that is refused. */
  static SchemaChange refusedKeys(String name, String before, String after, String parts) {
    return new SchemaChange(
        name,
        OPERATORS + VALUE + before,
        OPERATORS + VALUE + after,
        n -> "?",
        n -> "?",
        n -> "?",
        parts);
  }

  private static String usualValue(long n) {
    return "Value[of=" + (double) n + "]";
  }

  private static String usualKey(long n) {
    return "Key[of=" + n + "]";
  }
}
