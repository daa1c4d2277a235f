package io.millrace.state.rocksdb;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.AbstractNativeReference;

/**
 * Owns native objects and closes them, last made first. Every object of the database library that
 * this module makes is owned by a scope, so the number of those alive is known. Thread-safe.
 */
final class NativeScope implements AutoCloseable {
  private static final AtomicInteger LIVE = new AtomicInteger();

  private final Deque<AbstractNativeReference> owned = new ArrayDeque<>();

  /** How many native objects are alive in this process. */
  static int live() {
    return LIVE.get();
  }

  /** Takes an object over. */
  synchronized <T extends AbstractNativeReference> T own(T object) {
    owned.push(object);
    LIVE.incrementAndGet();
    return object;
  }

  @Override
  public synchronized void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
      LIVE.decrementAndGet();
    }
  }
}
