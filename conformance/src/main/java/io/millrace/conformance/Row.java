package io.millrace.conformance;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One row of output: fields by name. Values are {@code Long}, {@code String}, {@code Boolean},
 * null, or lists and maps of them, so that an expected row and one that came out are equal exactly
 * if they say the same.
 */
final class Row {
  /** The event time of the row, where it has one. */
  static final String TIME = "ts";

  /** The key of the row, where it has one. */
  static final String KEY = "key";

  private final SortedMap<String, @Nullable Object> fields;

  private Row(SortedMap<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  /** A row without fields. */
  static Row empty() {
    return new Row(new TreeMap<>());
  }

  /** A row of an operator that says what kind of row it is. */
  static Row kind(String kind) {
    return empty().with("kind", kind);
  }

  /** A row of these fields. */
  static Row of(Map<String, @Nullable Object> fields) {
    return new Row(new TreeMap<>(fields));
  }

  /** The same with one field more. */
  Row with(String name, @Nullable Object value) {
    SortedMap<String, @Nullable Object> more = new TreeMap<>(fields);
    more.put(name, value);
    return new Row(more);
  }

  /** The same without one field. */
  Row without(String name) {
    if (!fields.containsKey(name)) {
      return this;
    }
    SortedMap<String, @Nullable Object> fewer = new TreeMap<>(fields);
    fewer.remove(name);
    return new Row(fewer);
  }

  /** True if it has a field of that name. */
  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** What groups rows that must come in order: the key, or nothing. */
  String group() {
    return String.valueOf(fields.get(KEY));
  }

  /** A pair of a join; null for the side that is missing. */
  static Row pair(@Nullable Element left, @Nullable Element right) {
    Element some = left != null ? left : right;
    return empty()
        .with(KEY, some == null ? null : some.key())
        .with("left", left == null ? null : left.id())
        .with("right", right == null ? null : right.id());
  }

  /** The ids of elements, sorted. */
  static List<String> sortedIds(List<Element> elements) {
    return elements.stream().map(Element::id).sorted().toList();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Row row && fields.equals(row.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
