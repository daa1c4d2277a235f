package io.millrace.state.rocksdb;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a store must hold, in plain maps. */
final class Model {
  /** What is stored for one key. */
  record Entry(long total, double sum, String last, long tally) {}

  final Map<Long, Entry> entries = new HashMap<>();

  /** By namespace, then key. */
  final TreeMap<Long, Map<Long, Long>> slices = new TreeMap<>();

  /** Keys by the time of their timer. */
  final TreeMap<Long, Long> timers = new TreeMap<>();

  Model copy() {
    Model copy = new Model();
    copy.entries.putAll(entries);
    slices.forEach((namespace, slice) -> copy.slices.put(namespace, new HashMap<>(slice)));
    copy.timers.putAll(timers);
    return copy;
  }
}
