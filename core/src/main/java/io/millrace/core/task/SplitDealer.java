package io.millrace.core.task;

import io.millrace.api.connector.Split;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Deals the splits of one source out to the subtasks, in turn, those that come up later too.
 * Thread-safe.
 */
final class SplitDealer {
  private final Set<Split> known = new HashSet<>();
  private final List<List<Split>> dealt = new ArrayList<>();
  private int next;

  SplitDealer(int parallelism) {
    for (int i = 0; i < parallelism; i++) {
      dealt.add(new ArrayList<>());
    }
  }

  /** These splits are there; those not seen before are dealt out. */
  synchronized void found(List<Split> present) {
    for (Split split : present) {
      if (known.add(split)) {
        dealt.get(next).add(split);
        next = next + 1 == dealt.size() ? 0 : next + 1;
      }
    }
  }

  /** What was dealt to a subtask since it asked last. */
  synchronized List<Split> take(int subtask) {
    List<Split> mine = List.copyOf(dealt.get(subtask));
    dealt.get(subtask).clear();
    return mine;
  }
}
