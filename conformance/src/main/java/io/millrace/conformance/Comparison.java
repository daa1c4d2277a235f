package io.millrace.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Compares what came out with what was expected, as the vector says. */
final class Comparison {
  /** What of a vector is compared. */
  enum Aspect {
    /** The rows. */
    OUTPUT,
    /** Which elements are late. */
    LATE,
    /** The watermarks sent on. */
    WATERMARKS,
    /** The idle and active marks. */
    STATUSES
  }

  private Comparison() {}

  /** The first difference by step in these aspects, or null. */
  static @Nullable String firstDifference(
      Vector vector, Vector.Recording got, Set<Aspect> aspects) {
    for (int step = 0; step < vector.input().size(); step++) {
      for (Aspect aspect : Aspect.values()) {
        String difference = aspects.contains(aspect) ? inAspect(aspect, vector, got, step) : null;
        if (difference != null) {
          return "step " + step + ": " + difference;
        }
      }
    }
    return null;
  }

  private static @Nullable String inAspect(
      Aspect aspect, Vector vector, Vector.Recording got, int step) {
    Vector.Recording expected = vector.expected();
    return switch (aspect) {
      case OUTPUT -> rows(vector.order(), at(expected.output(), step), at(got.output(), step));
      case LATE ->
          expected.late() == null || got.late() == null
              ? null
              : differs("late", sorted(at(expected.late(), step)), sorted(at(got.late(), step)));
      case WATERMARKS ->
          differs("watermarks", at(expected.watermarks(), step), at(got.watermarks(), step));
      case STATUSES ->
          expected.statuses() == null || got.statuses() == null
              ? null
              : differs("statuses", at(expected.statuses(), step), at(got.statuses(), step));
    };
  }

  private static <T> List<T> at(SortedMap<Integer, List<T>> bySteps, int step) {
    return bySteps.getOrDefault(step, List.of());
  }

  private static List<String> sorted(List<String> list) {
    return list.stream().sorted().toList();
  }

  private static @Nullable String differs(String what, Object expected, Object got) {
    return expected.equals(got) ? null : what + " expected " + expected + ", got " + got;
  }

  private static @Nullable String rows(Vector.Order order, List<Row> expected, List<Row> got) {
    List<Row> comparable = withTimesOf(expected, got);
    if (order == Vector.Order.MULTISET_PER_STEP) {
      return differs("output", byText(expected), byText(comparable));
    }
    return differs("output", byGroup(expected), byGroup(comparable));
  }

  /**
   * A row keeps its time unless exactly the same row is expected without one, as that of a
   * processing-time timer is.
   */
  private static List<Row> withTimesOf(List<Row> expected, List<Row> got) {
    List<Row> left = new ArrayList<>(expected);
    List<Row> result = new ArrayList<>();
    for (Row row : got) {
      boolean asIs = left.remove(row);
      result.add(asIs || !left.remove(row.without(Row.TIME)) ? row : row.without(Row.TIME));
    }
    return result;
  }

  private static List<Row> byText(List<Row> rows) {
    return rows.stream().sorted(Comparator.comparing(Row::toString)).toList();
  }

  private static Map<String, List<Row>> byGroup(List<Row> rows) {
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    rows.forEach(row -> groups.computeIfAbsent(row.group(), any -> new ArrayList<>()).add(row));
    return groups;
  }
}
