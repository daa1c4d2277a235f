package io.millrace.core.task;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers the splits of a job. Thread-safe; names are looked up only for people, and numbers when a
 * job goes on from a checkpoint.
 */
public final class SplitNames {
  private final List<String> names = new ArrayList<>();

  /** The number of a new split of that name. */
  public synchronized int add(String name) {
    names.add(name);
    return names.size() - 1;
  }

  /** The number of the first split of that name; a new one if there is none. */
  synchronized int number(String name) {
    int known = names.indexOf(name);
    return known < 0 ? add(name) : known;
  }

  /** The name of a split. */
  public synchronized String name(int split) {
    return split < names.size() ? names.get(split) : "split " + split;
  }
}
