package io.millrace.torture.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A system outside of the job that takes lines in transactions, and survives everything: what was
 * prepared waits until it is committed, by whoever owns the job then.
 */
final class Ledger {
  private final Map<String, List<String>> prepared = new HashMap<>();
  private final Map<String, List<String>> committed = new HashMap<>();
  private final Map<String, Long> owners = new HashMap<>();
  private final Set<String> done = new HashSet<>();
  private int transactions;

  /** Lines that are safe but not visible; gives the name of their transaction. */
  String prepare(String sink, List<String> lines) {
    String name = sink + "-" + ++transactions;
    prepared.put(name, List.copyOf(lines));
    return name;
  }

  /** From now on only that owner of a job or a later one commits. */
  void own(String sink, long epoch) {
    check(sink, epoch);
    owners.put(sink, epoch);
  }

  /** Makes the lines of a transaction visible, once; gives them, or nothing if they were. */
  List<String> commit(String sink, long epoch, String name) {
    check(sink, epoch);
    if (done.contains(name)) {
      return List.of();
    }
    List<String> lines = prepared.remove(name);
    if (lines == null) {
      throw new IllegalStateException("no transaction " + name);
    }
    done.add(name);
    committed.computeIfAbsent(sink, unused -> new ArrayList<>()).addAll(lines);
    return lines;
  }

  private void check(String sink, long epoch) {
    long owner = owners.getOrDefault(sink, 0L);
    if (epoch < owner) {
      throw new IllegalStateException("owner " + epoch + " was fenced by owner " + owner);
    }
  }

  /** What is visible. */
  List<String> lines(String sink) {
    return committed.getOrDefault(sink, List.of());
  }
}
