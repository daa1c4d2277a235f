package io.millrace.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the job of {@link KillJob} must write, found by simple loops over the whole input. An event
 * is late for a window if its own split's watermark, as it was before the event, has passed the
 * window's end.
 */
final class Oracle {
  private final List<String> windows = new ArrayList<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> pairs = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();

  Oracle(EventPlan plan) {
    Map<String, TreeMap<Long, long[]>> sums = new HashMap<>();
    Map<String, long[]> running = new HashMap<>();
    Map<String, List<Event>> onTime = new HashMap<>();
    for (int split = 0; split < plan.splits(); split++) {
      long max = Long.MIN_VALUE / 2;
      for (long number = 0; number < plan.perSplit(); number++) {
        Event event = plan.at(split, number);
        long watermark = max - EventPlan.BOUND_MS - 1;
        max = Math.max(max, event.timeMs());
        long start = Math.floorDiv(event.timeMs(), KillJob.WINDOW_MS) * KillJob.WINDOW_MS;
        if (start + KillJob.WINDOW_MS - 1 <= watermark) {
          late.add(Long.toString(event.id()));
        } else {
          long[] sum =
              sums.computeIfAbsent(event.key(), key -> new TreeMap<>())
                  .computeIfAbsent(start, at -> new long[1]);
          sum[0] += event.value();
        }
        long[] total = running.computeIfAbsent(event.key(), key -> new long[2]);
        total[0]++;
        total[1] += event.value();
        // An interval join still takes an event exactly at the watermark, as in Apache Flink.
        if (event.timeMs() >= watermark) {
          onTime.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event);
        }
      }
    }
    sums.forEach(
        (key, byStart) ->
            byStart.forEach((start, sum) -> windows.add(KillJob.windowLine(key, start, sum[0]))));
    running.forEach((key, total) -> changes.add(KillJob.totalLine(key, total[0], total[1])));
    onTime.values().forEach(this::join);
  }

  private void join(List<Event> events) {
    events.sort(java.util.Comparator.comparingLong(Event::timeMs));
    for (int i = 0; i < events.size(); i++) {
      Event left = events.get(i);
      if (!KillJob.isLeft(left)) {
        continue;
      }
      for (int j = first(events, left.timeMs()); j < events.size(); j++) {
        Event right = events.get(j);
        if (right.timeMs() > left.timeMs() + KillJob.JOIN_MS) {
          break;
        }
        if (!KillJob.isLeft(right)) {
          pairs.add(KillJob.pairLine(left.id(), right.id()));
        }
      }
    }
  }

  private static int first(List<Event> events, long timeMs) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).timeMs() < timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How the lines of one output differ from what they must be. */
  record Difference(String output, long expected, long lost, long duplicated, long wrong) {
    boolean none() {
      return lost == 0 && duplicated == 0 && wrong == 0;
    }
  }

  /** Gives the lines that a reader of an output sees. */
  interface Outputs {
    List<String> lines(String output) throws IOException;
  }

  /** Compares all outputs of the job. */
  List<Difference> compare(Outputs seen) throws IOException {
    return List.of(
        compare("windows", windows, seen.lines("windows")),
        compare("late", late, seen.lines("late")),
        compare("pairs", pairs, seen.lines("pairs")),
        compare("totals", changes, seen.lines("totals")));
  }

  List<String> windows() {
    return windows;
  }

  /** Compares lines as multisets; what is expected comes once each. */
  static Difference compare(String output, List<String> expected, List<String> seen) {
    Set<String> must = new HashSet<>(expected);
    if (must.size() != expected.size()) {
      throw new IllegalStateException("the oracle gave a line of '" + output + "' twice");
    }
    Map<String, Integer> counts = new HashMap<>();
    seen.forEach(line -> counts.merge(line, 1, Integer::sum));
    long lost = must.stream().filter(line -> !counts.containsKey(line)).count();
    long duplicated = counts.values().stream().mapToLong(count -> count - 1).sum();
    long wrong = counts.keySet().stream().filter(line -> !must.contains(line)).count();
    return new Difference(output, expected.size(), lost, duplicated, wrong);
  }
}
