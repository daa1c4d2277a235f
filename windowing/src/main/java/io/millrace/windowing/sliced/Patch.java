package io.millrace.windowing.sliced;

import org.jspecify.annotations.Nullable;

/** What some events of a key add to a range of windows, and the next such range of the key. */
final class Patch {
  private final long from;
  private final long to;
  private final @Nullable Patch next;
  private Object accumulator;

  Patch(long from, long to, Object accumulator, @Nullable Patch next) {
    this.from = from;
    this.to = to;
    this.accumulator = accumulator;
    this.next = next;
  }

  /** The first window. */
  long from() {
    return from;
  }

  /** The last window. */
  long to() {
    return to;
  }

  @Nullable Patch next() {
    return next;
  }

  Object accumulator() {
    return accumulator;
  }

  void accumulator(Object changed) {
    accumulator = changed;
  }

  /** The same in front of others. */
  Patch before(@Nullable Patch others) {
    return new Patch(from, to, accumulator, others);
  }
}
