package io.millrace.torture.simulation;

import io.millrace.torture.Event;
import io.millrace.torture.simulation.Input.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What operators must give, by definition: loops over all events, each of which knows what its own
 * split's watermark was just before it. Nothing here knows how the engine does it.
 */
final class Expected {
  private Expected() {}

  /**
   * Windows of one size.
   *
   * @param sums the weight in each, by key and start
   * @param late the events that came too late for all of their windows
   */
  record Windows(Map<String, Long> sums, List<Long> late) {}

  /**
   * Sessions.
   *
   * @param lines {@code key|start|end|weight}
   * @param late the events that came too late
   */
  record Sessions(List<String> lines, List<Long> late) {}

  static List<String> lines(Map<String, Long> sums) {
    return sums.entrySet().stream().map(e -> e.getKey() + "|" + e.getValue()).toList();
  }

  static Windows windows(List<Row> rows, long sizeMs, long slideMs, long allowedMs) {
    Map<String, Long> sums = new TreeMap<>();
    List<Long> late = new ArrayList<>();
    for (Row row : rows) {
      Event event = row.event();
      boolean taken = false;
      long start = Math.floorDiv(event.timeMs(), slideMs) * slideMs;
      for (; start > event.timeMs() - sizeMs; start -= slideMs) {
        if (start + sizeMs - 1 + allowedMs > row.watermarkMs()) {
          sums.merge(event.key() + "|" + start, Graph.weight(event), Long::sum);
          taken = true;
        }
      }
      if (!taken) {
        late.add(event.id());
      }
    }
    return new Windows(sums, late);
  }

  static Map<String, Long> twoLevels(List<Row> rows, long sizeMs, long times) {
    Map<String, Long> sums = new TreeMap<>();
    long largeMs = sizeMs * times;
    windows(rows, sizeMs, sizeMs, 0)
        .sums()
        .forEach(
            (group, sum) -> {
              long start = Long.parseLong(group.substring(group.indexOf('|') + 1));
              sums.merge("all|" + Math.floorDiv(start, largeMs) * largeMs, sum, Long::sum);
            });
    return sums;
  }

  static Sessions sessions(List<Row> rows, long gapMs) {
    Map<String, List<Event>> byKey = new TreeMap<>();
    List<Long> late = new ArrayList<>();
    for (Row row : rows) {
      if (row.event().timeMs() <= row.watermarkMs()) {
        late.add(row.event().id());
      } else {
        byKey.computeIfAbsent(row.event().key(), key -> new ArrayList<>()).add(row.event());
      }
    }
    List<String> lines = new ArrayList<>();
    byKey.forEach((key, events) -> sessionsOf(key, events, gapMs, lines));
    return new Sessions(lines, late);
  }

  private static void sessionsOf(String key, List<Event> events, long gapMs, List<String> lines) {
    events.sort(Comparator.comparingLong(Event::timeMs));
    int first = 0;
    long sum = 0;
    for (int i = 0; i < events.size(); i++) {
      sum += Graph.weight(events.get(i));
      long endMs = events.get(i).timeMs() + gapMs;
      if (i + 1 == events.size() || events.get(i + 1).timeMs() > endMs) {
        lines.add(key + "|" + events.get(first).timeMs() + "|" + endMs + "|" + sum);
        first = i + 1;
        sum = 0;
      }
    }
  }

  static List<String> counts(List<Row> rows, int size) {
    Map<String, Integer> counts = new TreeMap<>();
    rows.forEach(row -> counts.merge(row.event().key(), 1, Integer::sum));
    List<String> lines = new ArrayList<>();
    counts.forEach(
        (key, count) -> {
          for (int i = 0; i < count / size; i++) {
            lines.add(key + "|" + size);
          }
        });
    return lines;
  }

  static List<String> running(List<Row> rows) {
    Map<String, Integer> counts = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      lines.add(row.event().key() + "|" + counts.merge(row.event().key(), 1, Integer::sum));
    }
    return lines;
  }

  /** An interval join still takes an event exactly at the watermark, as in Apache Flink. */
  private static List<Event> inTime(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.event().timeMs() >= row.watermarkMs())
        .map(Row::event)
        .toList();
  }

  static List<String> near(
      List<Row> leftRows, List<Row> rightRows, long fromMs, long toMs, boolean outer) {
    List<String> lines = new ArrayList<>();
    List<Event> lefts = inTime(leftRows);
    List<Event> rights = inTime(rightRows);
    boolean[] matched = new boolean[rights.size()];
    for (Event left : lefts) {
      boolean found = false;
      for (int i = 0; i < rights.size(); i++) {
        Event right = rights.get(i);
        long distance = right.timeMs() - left.timeMs();
        if (left.key().equals(right.key()) && distance >= fromMs && distance <= toMs) {
          lines.add(left.id() + "," + right.id());
          found = true;
          matched[i] = true;
        }
      }
      if (outer && !found) {
        lines.add(left.id() + ",-1");
      }
    }
    for (int i = 0; outer && i < matched.length; i++) {
      if (!matched[i]) {
        lines.add("-1," + rights.get(i).id());
      }
    }
    return lines;
  }

  static List<String> together(List<Row> leftRows, List<Row> rightRows, long sizeMs) {
    List<String> lines = new ArrayList<>();
    for (Row left : leftRows) {
      if (!inWindow(left, sizeMs)) {
        continue;
      }
      boolean found = false;
      for (Row right : rightRows) {
        boolean same =
            left.event().key().equals(right.event().key())
                && start(left, sizeMs) == start(right, sizeMs)
                && inWindow(right, sizeMs);
        if (same) {
          lines.add(left.event().id() + "," + right.event().id());
          found = true;
        }
      }
      if (!found) {
        lines.add(left.event().id() + ",-1");
      }
    }
    return lines;
  }

  private static long start(Row row, long sizeMs) {
    return Math.floorDiv(row.event().timeMs(), sizeMs) * sizeMs;
  }

  private static boolean inWindow(Row row, long sizeMs) {
    return start(row, sizeMs) + sizeMs - 1 > row.watermarkMs();
  }

  static Map<String, Long> buckets(List<Row> rows, long sizeMs) {
    Map<String, Long> sums = new TreeMap<>();
    for (Row row : rows) {
      sums.merge(
          row.event().key() + "|" + start(row, sizeMs), Graph.weight(row.event()), Long::sum);
    }
    return sums;
  }

  static Map<String, Long> byKey(List<Row> rows) {
    Map<String, Long> sums = new TreeMap<>();
    rows.forEach(row -> sums.merge(row.event().key(), Graph.weight(row.event()), Long::sum));
    return sums;
  }

  static List<String> sides(List<Row> left, List<Row> right) {
    Map<String, Long> lefts = byKey(left);
    Map<String, Long> rights = byKey(right);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Input.KEYS; i++) {
      String key = "k" + i;
      if (lefts.containsKey(key) || rights.containsKey(key)) {
        lines.add(key + "|" + lefts.getOrDefault(key, 0L) + "|" + rights.getOrDefault(key, 0L));
      }
    }
    return lines;
  }

  static List<String> ruled(List<Row> rows, List<Row> rules) {
    Map<Long, Long> byId = new HashMap<>();
    rules.forEach(row -> byId.put(row.event().id(), Graph.weight(row.event())));
    long all = byId.values().stream().mapToLong(weight -> weight).sum();
    List<String> lines = new ArrayList<>();
    byKey(rows).forEach((key, sum) -> lines.add(key + "|" + sum + "|" + all));
    return lines;
  }
}
