package io.millrace.testkit;

/**
 * A number over everything that was added, in order: two runs with the same number did the same.
 * Not thread-safe.
 */
public final class Trace {
  private long hash = 0xcbf29ce484222325L;

  /** A trace of nothing. */
  public Trace() {}

  /** Adds a number. */
  public void add(long number) {
    hash = (hash ^ number) * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 29;
  }

  /** Adds a text. */
  public void add(String text) {
    add(text.length());
    add(text.hashCode());
  }

  /** The number so far. */
  public long value() {
    return hash;
  }
}
