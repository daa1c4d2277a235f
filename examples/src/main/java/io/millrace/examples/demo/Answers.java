package io.millrace.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a flow found out, as numbers per round; and, of the first round only, the things themselves.
 * Thread-safe: the sinks of several workers write to it.
 */
final class Answers {
  private final long baseMs;
  private final long roundMs;
  private final Map<String, Map<Long, LongAdder>> numbers = new ConcurrentHashMap<>();
  private final Map<String, List<Object>> samples = new ConcurrentHashMap<>();

  /**
   * No answers yet.
   *
   * @param baseMs no event of the first round is before this
   * @param roundMs how long a round is in event time
   */
  Answers(long baseMs, long roundMs) {
    this.baseMs = baseMs;
    this.roundMs = roundMs;
  }

  /** The round something at that time belongs to. */
  long round(long atMs) {
    return Math.floorDiv(atMs - baseMs, roundMs);
  }

  /** Adds to a number of the round of that time. */
  void add(String name, long atMs, long amount) {
    numbers
        .computeIfAbsent(name, n -> new ConcurrentHashMap<>())
        .computeIfAbsent(round(atMs), r -> new LongAdder())
        .add(amount);
  }

  /** Keeps a thing, if it belongs to the first round. */
  void keep(String name, long atMs, Object thing) {
    if (round(atMs) == 0) {
      List<Object> things = samples.computeIfAbsent(name, n -> new ArrayList<>());
      synchronized (things) {
        things.add(thing);
      }
    }
  }

  /** The things of the first round, those of that type. */
  <T> List<T> kept(String name, Class<T> type) {
    List<Object> things = samples.getOrDefault(name, List.of());
    synchronized (things) {
      return things.stream().map(type::cast).toList();
    }
  }

  /** A number of the first round. */
  long first(String name) {
    LongAdder number = numbers.getOrDefault(name, Map.of()).get(0L);
    return number == null ? 0 : number.sum();
  }

  /** How many rounds, of those played, gave the same number as the first for every name. */
  long roundsLikeTheFirst(long rounds) {
    long same = 0;
    for (long round = 0; round < rounds; round++) {
      if (like(round)) {
        same++;
      }
    }
    return same;
  }

  private boolean like(long round) {
    for (Map.Entry<String, Map<Long, LongAdder>> entry : numbers.entrySet()) {
      LongAdder number = entry.getValue().get(round);
      if ((number == null ? 0 : number.sum()) != first(entry.getKey())) {
        return false;
      }
    }
    return true;
  }
}
