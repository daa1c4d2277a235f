package io.millrace.engine;

import java.util.ArrayDeque;
import java.util.List;

/** The last few of something, the oldest forgotten first. Thread-safe. */
final class Retained<T> {
  private final int limit;
  private final ArrayDeque<T> kept = new ArrayDeque<>();

  Retained(int limit) {
    this.limit = limit;
  }

  synchronized void add(T value) {
    if (limit == 0) {
      return;
    }
    if (kept.size() == limit) {
      kept.removeFirst();
    }
    kept.addLast(value);
  }

  synchronized List<T> list() {
    return List.copyOf(kept);
  }
}
