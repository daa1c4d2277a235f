package io.millrace.windowing.session;

/** A session of a key outside the columns. */
final class Session {
  /** The slot of a session that was just read from a checkpoint. */
  static final int NO_SLOT = -1;

  private int slot;
  private long startMs;
  private long endMs;
  private long count;
  private Object accumulator;

  /** False once it has become part of another one, moved into the columns, or is forgotten. */
  private boolean alive = true;

  /** When the queue reminds of it; meaningful only while it is queued. */
  private long queuedForMs;

  private boolean queued;

  /** One that ends where it starts stays apart, as it was over for the first event here. */
  private boolean sealed;

  Session(int slot, long startMs, long endMs, boolean sealed, Object accumulator, long count) {
    this.sealed = sealed;
    this.slot = slot;
    this.startMs = startMs;
    this.endMs = endMs;
    this.accumulator = accumulator;
    this.count = count;
  }

  int slot() {
    return slot;
  }

  /** Says whose it is, as the key may be at another slot after a restore. */
  void slot(int place) {
    slot = place;
  }

  long startMs() {
    return startMs;
  }

  long endMs() {
    return endMs;
  }

  Object accumulator() {
    return accumulator;
  }

  long count() {
    return count;
  }

  boolean alive() {
    return alive;
  }

  void die() {
    alive = false;
  }

  boolean queued() {
    return queued;
  }

  void queued(boolean now) {
    queued = now;
  }

  long queuedForMs() {
    return queuedForMs;
  }

  void queuedForMs(long timeMs) {
    queuedForMs = timeMs;
  }

  boolean sealed() {
    return sealed;
  }

  /** True if both share a millisecond, or touch where the later one is not sealed. */
  boolean meets(long otherStartMs, long otherEndMs, boolean otherSealed) {
    return startMs <= otherEndMs
        && otherStartMs <= endMs
        && !(otherSealed && endMs == otherStartMs)
        && !(sealed && otherEndMs == startMs);
  }

  /** Grows to cover an interval and what is in it. */
  void grow(long otherStartMs, long otherEndMs, boolean otherSealed, Object merged, long more) {
    if (otherStartMs <= startMs) {
      sealed = otherSealed && (otherStartMs < startMs || sealed);
    }
    startMs = Math.min(startMs, otherStartMs);
    endMs = Math.max(endMs, otherEndMs);
    accumulator = merged;
    count += more;
  }
}
