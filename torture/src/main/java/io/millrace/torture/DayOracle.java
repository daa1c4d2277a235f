package io.millrace.torture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the job of {@link DayJob} must write, found by simple loops over the whole input. An event
 * is judged by its own split's watermark as it was before the event; those that the silent split
 * comes back with by what had been reached without it.
 */
final class DayOracle {
  private final List<String> tumbling = new ArrayList<>();
  private final List<String> sliding = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>();
  private final List<String> pairs = new ArrayList<>();
  private final Map<String, List<Long>> late = new TreeMap<>();
  private long accepted;

  DayOracle(DayPlan plan) {
    Map<String, TreeMap<Long, long[]>> tumblingSums = new HashMap<>();
    Map<String, TreeMap<Long, long[]>> slidingSums = new HashMap<>();
    Map<String, List<Event>> inSessions = new HashMap<>();
    Map<String, List<Event>> inJoin = new HashMap<>();
    for (int split = 0; split < DayPlan.SPLITS; split++) {
      long max = Long.MIN_VALUE / 2;
      for (long number = 0; number < plan.count(split); number++) {
        Event event = plan.at(split, number);
        long watermark = max - DayPlan.BOUND_MS - 1;
        if (plan.straggler(split, number)) {
          watermark = Math.max(watermark, DayPlan.overtakenMs());
        }
        max = Math.max(max, event.timeMs());
        takeTumbling(event, watermark, tumblingSums);
        takeSliding(event, watermark, slidingSums);
        takeUnless(event.timeMs() <= watermark, DayJob.SESSIONS, event, inSessions);
        // An interval join still takes an event exactly at the watermark, as in Apache Flink.
        takeUnless(event.timeMs() < watermark, DayJob.PAIRS, event, inJoin);
      }
    }
    write(tumblingSums, tumbling);
    write(slidingSums, sliding);
    inSessions.forEach(this::cutSessions);
    inJoin.values().forEach(this::join);
  }

  private void takeTumbling(Event event, long watermark, Map<String, TreeMap<Long, long[]>> sums) {
    long start = Math.floorDiv(event.timeMs(), DayJob.TUMBLING_MS) * DayJob.TUMBLING_MS;
    if (start + DayJob.TUMBLING_MS - 1 <= watermark) {
      late.computeIfAbsent(DayJob.TUMBLING, id -> new ArrayList<>()).add(event.id());
    } else {
      add(sums, event, start);
    }
  }

  private void takeSliding(Event event, long watermark, Map<String, TreeMap<Long, long[]>> sums) {
    boolean taken = false;
    boolean onTime = false;
    long last = Math.floorDiv(event.timeMs(), DayJob.SLIDE_MS) * DayJob.SLIDE_MS;
    for (long start = last; start > event.timeMs() - DayJob.SLIDING_MS; start -= DayJob.SLIDE_MS) {
      long end = start + DayJob.SLIDING_MS - 1;
      if (end + DayJob.ALLOWED_MS > watermark) {
        add(sums, event, start);
        taken = true;
        onTime |= end > watermark;
      }
    }
    if (!taken) {
      late.computeIfAbsent(DayJob.SLIDING, id -> new ArrayList<>()).add(event.id());
    } else if (!onTime) {
      accepted++;
    }
  }

  private static void add(Map<String, TreeMap<Long, long[]>> sums, Event event, long start) {
    sums.computeIfAbsent(event.key(), key -> new TreeMap<>())
            .computeIfAbsent(start, at -> new long[1])[0] +=
        event.value();
  }

  private void takeUnless(
      boolean isLate, String operator, Event event, Map<String, List<Event>> taken) {
    if (isLate) {
      late.computeIfAbsent(operator, id -> new ArrayList<>()).add(event.id());
    } else {
      taken.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event);
    }
  }

  private static void write(Map<String, TreeMap<Long, long[]>> sums, List<String> lines) {
    sums.forEach(
        (key, byStart) ->
            byStart.forEach((start, sum) -> lines.add(KillJob.windowLine(key, start, sum[0]))));
  }

  private void cutSessions(String key, List<Event> events) {
    events.sort(Comparator.comparingLong(Event::timeMs));
    long start = events.get(0).timeMs();
    long end = start;
    long sum = 0;
    for (Event event : events) {
      if (event.timeMs() > end + DayJob.GAP_MS) {
        sessions.add(DayJob.sessionLine(key, start, end + DayJob.GAP_MS, sum));
        start = event.timeMs();
        sum = 0;
      }
      end = event.timeMs();
      sum += event.value();
    }
    sessions.add(DayJob.sessionLine(key, start, end + DayJob.GAP_MS, sum));
  }

  private void join(List<Event> events) {
    events.sort(Comparator.comparingLong(Event::timeMs));
    int from = 0;
    for (Event left : events) {
      while (events.get(from).timeMs() < left.timeMs() - DayJob.JOIN_MS) {
        from++;
      }
      for (int i = from;
          i < events.size() && events.get(i).timeMs() <= left.timeMs() + DayJob.JOIN_MS;
          i++) {
        if (KillJob.isLeft(left) && !KillJob.isLeft(events.get(i))) {
          pairs.add(KillJob.pairLine(left.id(), events.get(i).id()));
        }
      }
    }
  }

  List<String> tumbling() {
    return tumbling;
  }

  /** What each sliding window comes to when all its corrections are in. */
  List<String> sliding() {
    return sliding;
  }

  List<String> sessions() {
    return sessions;
  }

  List<String> pairs() {
    return pairs;
  }

  /** The ids of the events that come too late for an operator. */
  List<Long> late(String operator) {
    return late.getOrDefault(operator, List.of());
  }

  /** How many events only correct sliding windows that are over. */
  long accepted() {
    return accepted;
  }
}
