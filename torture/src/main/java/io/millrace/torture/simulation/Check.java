package io.millrace.torture.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what has come out with what must. */
interface Check {
  /**
   * What is not as it must be.
   *
   * @param lost must have come out and did not
   * @param duplicated came out more often than it must
   * @param wrong came out and must not
   * @param example one of these; empty if there is none
   */
  record Difference(int lost, int duplicated, int wrong, String example) {
    boolean none() {
      return lost + duplicated + wrong == 0;
    }
  }

  /** Compares. */
  Difference compare(List<String> lines);

  /** Each of those lines, as often as it is in the list, in any order. */
  static Check exactly(List<String> expected) {
    return lines -> counted(count(expected), count(lines));
  }

  /** Pieces {@code group|weight} that add up, for each group, to that weight. */
  static Check pieces(Map<String, Long> expected) {
    return lines -> {
      Map<String, Long> sums = new HashMap<>();
      lines.forEach(line -> sums.merge(group(line), weight(line), Long::sum));
      return counted(expected, sums);
    };
  }

  /**
   * A window that tells again and again what is in it, {@code group|weight}: the most it tells is
   * that weight, and it tells nothing twice.
   */
  static Check growing(Map<String, Long> expected) {
    return lines -> {
      Set<String> seen = new HashSet<>();
      Map<String, Long> most = new HashMap<>();
      int twice = 0;
      for (String line : lines) {
        twice += seen.add(line) ? 0 : 1;
        most.merge(group(line), weight(line), Math::max);
      }
      Difference difference = counted(expected, most);
      return new Difference(
          difference.lost(),
          difference.duplicated() + twice,
          difference.wrong(),
          difference.example());
    };
  }

  /**
   * Sessions {@code key|start|end|weight}, which may have told of themselves before they had grown:
   * those that lie in no larger one are the expected ones.
   */
  static Check sessions(List<String> expected) {
    return lines -> {
      Set<String> distinct = new HashSet<>(lines);
      List<String> largest =
          distinct.stream()
              .filter(line -> distinct.stream().noneMatch(other -> isWithin(line, other)))
              .toList();
      Difference difference = counted(count(expected), count(largest));
      return new Difference(
          difference.lost(),
          difference.duplicated() + lines.size() - distinct.size(),
          difference.wrong(),
          difference.example());
    };
  }

  private static boolean isWithin(String line, String other) {
    String[] a = line.split("\\|", -1);
    String[] b = other.split("\\|", -1);
    boolean same = a[1].equals(b[1]) && a[2].equals(b[2]);
    return a[0].equals(b[0])
        && Long.parseLong(b[1]) <= Long.parseLong(a[1])
        && Long.parseLong(a[2]) <= Long.parseLong(b[2])
        && (!same || Long.parseLong(a[3]) < Long.parseLong(b[3]));
  }

  private static Difference counted(Map<String, Long> expected, Map<String, Long> seen) {
    int lost = 0;
    int duplicated = 0;
    int wrong = 0;
    String example = "";
    for (Map.Entry<String, Long> entry : expected.entrySet()) {
      long count = seen.getOrDefault(entry.getKey(), 0L);
      if (count < entry.getValue()) {
        lost++;
      } else if (count > entry.getValue()) {
        duplicated++;
      }
      if (count != entry.getValue() && example.isEmpty()) {
        example = entry.getKey() + ": " + count + " in place of " + entry.getValue();
      }
    }
    for (Map.Entry<String, Long> entry : seen.entrySet()) {
      if (!expected.containsKey(entry.getKey())) {
        wrong++;
        example += (example.isEmpty() ? "" : "; ") + entry.getKey() + " was not expected";
      }
    }
    return new Difference(lost, duplicated, wrong, example);
  }

  private static Map<String, Long> count(List<String> lines) {
    Map<String, Long> counts = new HashMap<>();
    lines.forEach(line -> counts.merge(line, 1L, Long::sum));
    return counts;
  }

  private static String group(String line) {
    return line.substring(0, line.lastIndexOf('|'));
  }

  private static long weight(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf('|') + 1));
  }
}
