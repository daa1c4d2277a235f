package io.millrace.state.memory;

import java.util.List;

/**
 * Keys, columns and timers of a store as they were at the end of an epoch, while its owner goes on
 * writing. Made in O(pages + timers), without copying a page.
 *
 * <ul>
 *   <li><b>Threads:</b> read it from any one thread; hand it over safely.
 *   <li><b>Cost to the owner:</b> the first write to a page that is part of it copies the page, 32
 *       KB.
 *   <li><b>Ownership:</b> nothing here may be changed. Close it when it has been written down;
 *       pages must not be read afterwards.
 * </ul>
 */
final class FrozenStore implements AutoCloseable {
  private final long epoch;
  private final int slotBound;
  private final FrozenColumn keys;
  private final FrozenColumn lives;
  private final List<FrozenColumn> columns;
  private final List<FrozenTimers> timers;
  private volatile boolean closed;

  FrozenStore(
      long epoch,
      int slotBound,
      FrozenColumn keys,
      FrozenColumn lives,
      List<FrozenColumn> columns,
      List<FrozenTimers> timers) {
    this.epoch = epoch;
    this.slotBound = slotBound;
    this.keys = keys;
    this.lives = lives;
    this.columns = columns;
    this.timers = timers;
  }

  /** The last epoch whose writes it shows. */
  long epoch() {
    return epoch;
  }

  /** One past the highest slot. */
  int slotBound() {
    return slotBound;
  }

  /** The keys by slot. */
  FrozenColumn keys() {
    return keys;
  }

  /** By slot: 0 where there is no key, else 1 + how many things are stored for it. */
  FrozenColumn lives() {
    return lives;
  }

  /** The columns. */
  List<FrozenColumn> columns() {
    return columns;
  }

  /** The timers. */
  List<FrozenTimers> timers() {
    return timers;
  }

  boolean closed() {
    return closed;
  }

  /** The owner may write to the pages again. */
  @Override
  public void close() {
    closed = true;
  }
}
